/** In: the first bytes of an upload. Out: what it is, whatever its sender calls it. */
import { tagBytesBefore } from "../data/audio/audio_format.ts";
import type { Medium } from "./analysis.ts";

/** Content types that are taken, by medium. */
export const mediaTypes: Record<Medium, readonly string[]> = {
  photo: ["image/jpeg", "image/png", "image/webp"],
  speech: ["audio/wav", "audio/flac"],
};

/** How they begin; "?" stands for any byte. */
const beginnings: Record<string, string> = {
  "image/jpeg": "\xff\xd8\xff",
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/webp": "RIFF????WEBP",
  "audio/wav": "RIFF????WAVE",
  "audio/flac": "fLaC",
};

/** Other names of the same types. */
const otherNames: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
};

/** The type that a Content-Type header names, without parameters, under its main name. */
export function namedMediaType(header: string | null): string {
  const name = (header ?? "").split(";")[0].trim().toLowerCase();
  return Object.hasOwn(otherNames, name) ? otherNames[name] : name;
}

/** The type of `bytes` by how they begin; undefined where they are none that is taken. */
export function foundMediaType(bytes: Uint8Array): string | undefined {
  // Players put tags in front of sounds.
  const before = tagBytesBefore(bytes);
  const start = String.fromCharCode(...bytes.subarray(before, before + 12));
  const isLike = (beginning: string) =>
    beginning.length <= start.length &&
    [...beginning].every((character, at) => character === "?" || character === start[at]);
  return Object.keys(beginnings).find((type) => isLike(beginnings[type]));
}
