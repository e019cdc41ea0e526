import assert from "node:assert/strict";
import { madeUpTracks } from "../music/tracks.ts";
import { createApp } from "./create_app.ts";
import { openapiDocument } from "./openapi.ts";
import { mediaTypes } from "./request_checks.ts";
import { defaultLimits } from "./request_limits.ts";
import { createFakeAnalyser } from "./testing/fake_analyser.ts";

// deno-lint-ignore no-explicit-any
const document = openapiDocument() as any;

Deno.test("the description names every route of the API, its types and its answers", () => {
  assert.deepEqual(Object.keys(document.paths).sort(), [
    "/api/live",
    "/api/live/{id}/photo",
    "/api/live/{id}/speech",
    "/api/music",
    "/api/music/audio/{id}",
    "/api/photo",
    "/api/speech",
    "/api/status",
    "/health",
  ]);
  const { post } = document.paths["/api/photo"];
  assert.deepEqual(Object.keys(post.requestBody.content), mediaTypes.photo);
  const statuses = [
    "200",
    "400",
    "401",
    "403",
    "408",
    "409",
    "413",
    "415",
    "421",
    "422",
    "429",
    "500",
  ];
  assert.deepEqual(Object.keys(post.responses), [...statuses, "503"]);
  assert.ok(post.responses["429"].headers["Retry-After"]);
  const { MusicRequest } = document.components.schemas;
  assert.deepEqual(MusicRequest.required, ["shares"]);
  assert.equal(MusicRequest.properties.shares.minProperties, 1);
  assert.equal(MusicRequest.additionalProperties, false);
});

Deno.test("all references lead somewhere", () => {
  const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  for (const [, name] of references) assert.ok(document.components.schemas[name], name);
});

Deno.test("the server gives it out", async () => {
  const app = createApp({
    analyser: createFakeAnalyser(),
    music: madeUpTracks(),
    limits: defaultLimits,
  });
  const request = new Request("http://localhost/openapi.json", { headers: { host: "localhost" } });
  const answer = await app.fetch(request, { address: "::1" });
  assert.deepEqual(await answer.json(), JSON.parse(JSON.stringify(document)));
});
