import assert from "node:assert/strict";
import { cameraAfter, cameraOff, cameraView } from "./page/camera_state.js";

const events = [
  "start",
  "started",
  "watch",
  "unwatch",
  "failed",
  "stop",
  "photo",
  "other",
] as const;
type Event = typeof events[number];

const after = (...all: Event[]) => all.reduce(cameraAfter, cameraOff);

Deno.test("camera, photo, camera again", () => {
  assert.deepEqual(after("start"), { camera: "starting", photo: false });
  assert.deepEqual(after("start", "started"), { camera: "live", photo: false });
  const taken = after("start", "started", "photo");
  assert.deepEqual(taken, { camera: "off", photo: true });
  assert.deepEqual(cameraView(taken), {
    stage: "photo",
    button: "startCamera",
    canTake: false,
    isWatched: false,
  });
  const again = cameraAfter(cameraAfter(taken, "start"), "started");
  assert.deepEqual(cameraView(again), {
    stage: "video",
    button: "stopCamera",
    canTake: true,
    isWatched: false,
  });
});

Deno.test("a photo stays where the camera cannot be started, and while it is asked for", () => {
  const asked = after("photo", "start");
  assert.equal(cameraView(asked).stage, "photo");
  assert.deepEqual(cameraAfter(asked, "failed"), after("photo"));
  assert.deepEqual(cameraAfter(asked, "stop"), after("photo"));
});

Deno.test("a chosen emotion or an uploaded photo ends the camera, also one that still starts", () => {
  for (
    const begun of [["start"], ["start", "started"], ["start", "started", "watch"]] as Event[][]
  ) {
    assert.deepEqual(after(...begun, "other"), cameraOff);
    assert.deepEqual(after(...begun, "photo"), { camera: "off", photo: true });
    // Its first picture comes too late.
    assert.deepEqual(after(...begun, "other", "started"), cameraOff);
    assert.deepEqual(after(...begun, "photo", "started"), after("photo"));
  }
});

Deno.test("whatever happens: a photo is taken of a live picture alone, the button says what it does", () => {
  const seen = new Map([[JSON.stringify(cameraOff), cameraOff]]);
  for (const state of seen.values()) {
    for (const event of events) {
      const next = cameraAfter(state, event);
      seen.set(JSON.stringify(next), next);
      if (next.camera === "watched" && state.camera !== "watched") assert.equal(event, "watch");
      // Only a press asks for the device.
      if (next.camera !== "off" && state.camera === "off") assert.equal(event, "start");
    }
    const { stage, button, canTake, isWatched } = cameraView(state);
    assert.equal(canTake, stage === "video");
    assert.equal(button === "stopCamera", state.camera !== "off");
    assert.equal(
      cameraAfter(state, button === "stopCamera" ? "stop" : "start").camera === "off",
      button === "stopCamera",
    );
    assert.equal(stage === "video", state.camera === "live" || state.camera === "watched");
    // Nothing but the button begins to watch, and nothing watches unseen.
    assert.equal(isWatched, state.camera === "watched");
    if (isWatched) assert.equal(stage, "video");
  }
  assert.equal(seen.size, 6);
});
