import assert from "node:assert/strict";
import { encodeWav } from "../data/audio/wav.ts";
import { foundMediaType, mediaTypes, namedMediaType } from "./media_type.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

Deno.test("what bytes are", () => {
  assert.equal(foundMediaType(bytes("\xff\xd8\xff\xe0 and more of it")), "image/jpeg");
  assert.equal(foundMediaType(bytes("\x89PNG\r\n\x1a\n....")), "image/png");
  assert.equal(foundMediaType(bytes("RIFF\0\0\0\0WEBPVP8 ")), "image/webp");
  assert.equal(foundMediaType(encodeWav(new Float32Array(9), 8000)), "audio/wav");
  assert.equal(foundMediaType(bytes("fLaC")), "audio/flac");
  // A11: behind a tag of two bytes.
  assert.equal(foundMediaType(bytes("ID3\x04\0\0\0\0\0\x02..fLaC")), "audio/flac");
  assert.equal(foundMediaType(bytes("ID3\x04\0\0\0\0\0\x02..\xff\xfb\x90\0")), undefined);
  for (const text of ["", "RIFF", "RIFF\0\0\0\0AVI ", "GIF89a......", "<svg>", "\x89PN"]) {
    assert.equal(foundMediaType(bytes(text)), undefined, text);
  }
});

Deno.test("what headers name", () => {
  assert.equal(namedMediaType("Image/JPG; charset=x"), "image/jpeg");
  assert.equal(namedMediaType("audio/x-wav"), "audio/wav");
  assert.equal(namedMediaType("toString"), "tostring");
  assert.equal(namedMediaType(null), "");
  for (const type of Object.values(mediaTypes).flat()) assert.equal(namedMediaType(type), type);
});
