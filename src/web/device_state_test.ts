import assert from "node:assert/strict";
import { devicesAfter, devicesOff, deviceView } from "./page/device_state.js";

const events = [
  "start",
  "started",
  "watch",
  "unwatch",
  "failed",
  "stop",
  "record",
  "listen",
  "hush",
  "leave",
  "photo",
  "other",
] as const;
type Event = typeof events[number];

const quiet = { isWatched: false, isRecording: false, isListening: false, onAir: undefined };

const after = (...all: Event[]) => all.reduce(devicesAfter, devicesOff);

Deno.test("camera, photo, camera again", () => {
  assert.deepEqual(after("start"), { ...devicesOff, camera: "starting" });
  assert.deepEqual(after("start", "started"), { ...devicesOff, camera: "live" });
  const taken = after("start", "started", "photo");
  assert.deepEqual(taken, { ...devicesOff, photo: true });
  assert.deepEqual(deviceView(taken), {
    stage: "photo",
    button: "startCamera",
    canTake: false,
    ...quiet,
  });
  const again = devicesAfter(devicesAfter(taken, "start"), "started");
  assert.deepEqual(deviceView(again), {
    stage: "video",
    button: "stopCamera",
    canTake: true,
    ...quiet,
  });
});

Deno.test("a photo stays where the camera cannot be started, and while it is asked for", () => {
  const asked = after("photo", "start");
  assert.equal(deviceView(asked).stage, "photo");
  assert.deepEqual(devicesAfter(asked, "failed"), after("photo"));
  assert.deepEqual(devicesAfter(asked, "stop"), after("photo"));
});

Deno.test("a chosen emotion or an uploaded photo ends the camera, also one that still starts", () => {
  for (
    const begun of [["start"], ["start", "started"], ["start", "started", "watch"]] as Event[][]
  ) {
    assert.deepEqual(after(...begun, "other"), devicesOff);
    assert.deepEqual(after(...begun, "photo"), { ...devicesOff, photo: true });
    // Its first picture comes too late.
    assert.deepEqual(after(...begun, "other", "started"), devicesOff);
    assert.deepEqual(after(...begun, "photo", "started"), after("photo"));
  }
});

Deno.test("whatever happens: a photo is taken of a live picture alone, the button says what it does", () => {
  const seen = new Map([[JSON.stringify(devicesOff), devicesOff]]);
  for (const state of seen.values()) {
    for (const event of events) {
      const next = devicesAfter(state, event);
      seen.set(JSON.stringify(next), next);
      if (next.camera === "watched" && state.camera !== "watched") assert.equal(event, "watch");
      // Only a press asks for the device.
      if (next.camera !== "off" && state.camera === "off") assert.equal(event, "start");
      if (next.microphone !== state.microphone && next.microphone !== "off") {
        assert.ok(event === "record" || event === "listen");
      }
    }
    const { stage, button, canTake, isWatched, isRecording, isListening, onAir } = deviceView(
      state,
    );
    assert.equal(canTake, stage === "video");
    assert.equal(button === "stopCamera", state.camera !== "off");
    assert.equal(
      devicesAfter(state, button === "stopCamera" ? "stop" : "start").camera === "off",
      button === "stopCamera",
    );
    assert.equal(stage === "video", state.camera === "live" || state.camera === "watched");
    // Nothing but the button begins to watch, and nothing watches unseen.
    assert.equal(isWatched, state.camera === "watched");
    if (isWatched) assert.equal(stage, "video");
    // What is analysed live is told.
    assert.equal(onAir !== undefined, isWatched || isListening);
    assert.ok(!(isRecording && isListening));
  }
  // The camera's four states, of which two may stand beside a photo; the microphone's three.
  assert.equal(seen.size, 3 * (4 + 2));
});

Deno.test("the microphone is opened by its buttons alone, and one of them at a time", () => {
  assert.equal(after("record", "listen").microphone, "recording");
  assert.equal(after("listen", "record").microphone, "listening");
  assert.deepEqual(after("start", "started", "watch", "listen"), {
    camera: "watched",
    microphone: "listening",
    photo: false,
  });
  // Each device ends by itself; what gives another mood, or nobody's eyes, ends both.
  const both = ["start", "started", "watch", "listen"] as const;
  assert.equal(after(...both, "stop").microphone, "listening");
  assert.equal(after(...both, "hush").camera, "watched");
  for (const event of ["photo", "other", "leave"] as const) {
    const { camera, microphone } = after(...both, event);
    assert.deepEqual([camera, microphone], ["off", "off"]);
  }
  for (const event of events) {
    const { microphone } = after(event);
    assert.equal(microphone !== "off", event === "record" || event === "listen", event);
  }
});
