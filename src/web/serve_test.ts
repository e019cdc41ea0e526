import assert from "node:assert/strict";
import { madeUpTracks } from "../music/open_tracks.ts";
import { createApp } from "./create_app.ts";
import { defaultLimits } from "./limits.ts";
import { serve } from "./serve.ts";
import { createFakeAnalyser, happyPhoto } from "./testing/fake_analyser.ts";

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);
const parts = { music: madeUpTracks(), limits: defaultLimits };

/** Serves until `controller` is aborted; the address, and the promise that ends with the server. */
async function start(app: ReturnType<typeof createApp>, controller: AbortController) {
  const { promise: address, resolve } = Promise.withResolvers<string>();
  const options = { hostname: "127.0.0.1", port: 0, signal: controller.signal, onListen: resolve };
  const ended = serve(app, options);
  return { address: await address, ended };
}

Deno.test("stopped, it answers what it is being asked and takes nothing new", async () => {
  const asked = Promise.withResolvers<void>();
  const photo = async () => {
    asked.resolve();
    await new Promise((resolve) => setTimeout(resolve, 150));
    return happyPhoto;
  };
  const controller = new AbortController();
  const app = createApp({ ...parts, analyser: createFakeAnalyser({ photo }) });
  const { address, ended } = await start(app, controller);
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answer = fetch(`${address}api/photo`, {
    ...{ method: "POST", body: jpeg, headers: { "content-type": "image/jpeg" } },
  });
  await asked.promise;
  controller.abort();
  const { faces } = await (await answer).json();
  assert.equal(faces.length, 1);
  await ended;
  await assert.rejects(fetch(`${address}health`));
});

Deno.test("a port that is taken, and an address that is none, are told", async () => {
  const controller = new AbortController();
  const app = createApp({ ...parts, analyser: createFakeAnalyser() });
  const { address, ended } = await start(app, controller);
  const port = Number(new URL(address).port);
  const options = { port, signal: controller.signal, onListen: () => {} };
  await assert.rejects(serve(app, { ...options, hostname: "127.0.0.1" }), {
    name: "UserError",
    message: new RegExp(`^Expected port ${port} of 127.0.0.1 to be free, but .*--port$`),
  });
  await assert.rejects(serve(app, { ...options, hostname: "no such name" }), {
    name: "UserError",
    message: /^Could not listen at no such name:/,
  });
  controller.abort();
  await ended;
});
