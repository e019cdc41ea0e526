import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { addRoom, createRoomResponse } from "./room_response.ts";

const RATE = 16_000;
const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value ** 2, 0);

Deno.test("echoes decay by 60 dB in the reverberation time and have the energy asked for", () => {
  for (const reverberationS of [0.2, 0.5, 1.2]) {
    const room = { reverberationS, directToReverberantDecibels: 4 };
    const response = createRoomResponse(room, RATE, createRandom(1));
    assert.equal(response[0], 1);
    const echoes = response.subarray(1);
    assert.ok(Math.abs(10 * Math.log10(1 / energy(echoes)) - 4) < 1e-3);
    // A twelfth of the time later the level is 5 dB lower, in any part of the response.
    const part = Math.floor(echoes.length / 12);
    const levels = Array.from(
      { length: 12 },
      (_, i) => 10 * Math.log10(energy(echoes.subarray(i * part, (i + 1) * part))),
    );
    assert.ok(Math.abs(levels[0] - levels[11] - 55) < 2, `${levels[0] - levels[11]}`);
  }
});

Deno.test("sound in a room begins as it was, is as long, and echoes go on in silence", () => {
  const room = { reverberationS: 0.3, directToReverberantDecibels: 0 };
  const click = new Float32Array(3000);
  click[100] = 0.5;
  const heard = addRoom(click, room, RATE, createRandom(2));
  assert.equal(heard.length, 3000);
  assert.ok(heard.subarray(0, 100).every((value) => Math.abs(value) < 1e-6));
  assert.ok(Math.abs(heard[100] - 0.5) < 1e-6);
  const response = createRoomResponse(room, RATE, createRandom(2));
  for (let n = 100; n < 3000; n++) assert.ok(Math.abs(heard[n] - response[n - 100] / 2) < 1e-6);
});

Deno.test("a room without a time, or a canyon, is a user's mistake", () => {
  for (const reverberationS of [0, -1, NaN, 10]) {
    assert.throws(
      () =>
        createRoomResponse(
          { reverberationS, directToReverberantDecibels: 0 },
          RATE,
          createRandom(1),
        ),
      { name: "UserError", message: /Expected a reverberation time/ },
    );
  }
});
