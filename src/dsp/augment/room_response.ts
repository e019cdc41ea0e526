/** In: a room's size in words of sound. Out: its impulse response; samples as heard in the room. */
import { addNormalNoise, type Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { convolve } from "../convolve.ts";

/** What a room does to sound. */
export interface Room {
  /** Time in which the echoes decay by 60 decibels: 0.2 in a furnished room, 1 in a hall. */
  reverberationS: number;
  /** Energy of the direct sound over that of all echoes, in decibels. */
  directToReverberantDecibels: number;
}

/**
 * A random impulse response: the direct sound, 1 at sample 0, then normal noise that decays by 60
 * decibels in `reverberationS`, which is where it ends (Polack, "La transmission de l'énergie sonore
 * dans les salles", 1988). Early echoes from single walls are not modelled.
 *
 * @throws UserError where the time is not positive and below 10 s
 */
export function createRoomResponse(
  { reverberationS, directToReverberantDecibels }: Room,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  if (!(reverberationS > 0 && reverberationS < 10)) {
    throw new UserError(
      `Expected a reverberation time above 0 and below 10 s, but found ${reverberationS}`,
    );
  }
  const response = new Float32Array(1 + Math.ceil(reverberationS * sampleRateHz));
  addNormalNoise(response, 1, random);
  response[0] = 0;
  // 60 dB are a factor of 1000 in amplitude.
  const decay = Math.log(1000) / (reverberationS * sampleRateHz);
  let energy = 0;
  for (let n = 1; n < response.length; n++) {
    response[n] *= Math.exp(-decay * n);
    energy += response[n] ** 2;
  }
  const scale = Math.sqrt(10 ** (-directToReverberantDecibels / 10) / energy);
  for (let n = 1; n < response.length; n++) response[n] *= scale;
  response[0] = 1;
  return response;
}

/**
 * `samples` as heard in a random room of the given kind; as long as before, echoes beyond the end
 * are dropped. Not normalised: the echoes add their energy.
 *
 * @throws UserError as {@link createRoomResponse}
 *
 * @example
 * ```ts
 * const room = { reverberationS: 0.4, directToReverberantDecibels: 3 };
 * const heard = addRoom(samples, room, 16_000, createRandom(seed, clip));
 * ```
 */
export function addRoom(
  samples: Float32Array,
  room: Room,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const response = createRoomResponse(room, sampleRateHz, random);
  return convolve(samples, response).slice(0, samples.length);
}
