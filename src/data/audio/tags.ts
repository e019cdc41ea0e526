/** In: an audio file's bytes. Out: how many of them, in front, are tags that players put there. */

/**
 * Bytes of the ID3v2 tags (one or more, as id3.org's version 2.4.0 lays them out) in front of the
 * sound; 0 where there are none.
 */
export function tagBytesBefore(bytes: Uint8Array): number {
  let at = 0;
  while (bytes.length >= at + 10 && isTag(bytes, at)) {
    const size = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + bytes[at + place], 0);
    const footer = bytes[at + 5] & 0x10 ? 10 : 0;
    at += 10 + size + footer;
  }
  return Math.min(at, bytes.length);
}

/** "ID3", a version below 255, and a size whose bytes have seven bits. */
function isTag(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x49 && bytes[at + 1] === 0x44 && bytes[at + 2] === 0x33 &&
    bytes[at + 3] < 0xff && bytes[at + 4] < 0xff &&
    [6, 7, 8, 9].every((place) => bytes[at + place] < 0x80);
}

/** Whether what stands at `at` is a tag that players put behind the sound: ID3, APE or Lyrics3. */
export function isTagBehind(bytes: Uint8Array, at: number): boolean {
  const start = String.fromCharCode(...bytes.subarray(at, at + 11));
  return /^(TAG|ID3|APETAGEX|LYRICSBEGIN)/.test(start);
}
