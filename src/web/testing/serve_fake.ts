/** Tests only. A program that serves a fake analyser's application and prints its address. */
import { madeUpTracks } from "../../music/tracks.ts";
import { createApp } from "../create_app.ts";
import { defaultLimits } from "../request_limits.ts";
import { serve } from "../serve.ts";
import { createFakeAnalyser } from "./fake_analyser.ts";

const limits = { ...defaultLimits, headersMs: 1000 };
const app = createApp({ music: madeUpTracks(), limits, analyser: createFakeAnalyser() });
await serve(app, {
  hostname: "127.0.0.1",
  port: 0,
  signal: new AbortController().signal,
  limits,
  onListen: (address) => console.log(address),
});
