import assert from "node:assert/strict";
import { addressOf, pointerTo, readBytes, readString, writeBytes } from "./memory.ts";

const text = new TextEncoder().encode("größe\0rest");
const pointer = Deno.UnsafePointer.of(text) as Deno.PointerObject;

Deno.test("addresses are those that Deno's own functions give", () => {
  assert.equal(addressOf(pointer), BigInt(Deno.UnsafePointer.value(pointer)));
  assert.ok(Deno.UnsafePointer.equals(pointerTo(addressOf(pointer)), pointer));
  assert.equal(pointerTo(0n), null);
  const high = 0x7fff_ffff_fff8n;
  assert.equal(addressOf(pointerTo(high)!), high);
});

Deno.test("memory is read and written, and no byte more", () => {
  assert.equal(readString(pointer), "größe");
  assert.equal(readString(null), "");
  const bytes = new Uint8Array(3);
  readBytes(pointer, bytes.subarray(1));
  assert.deepEqual([...bytes], [0, ...text.subarray(0, 2)]);
  const target = new Uint8Array([1, 2, 3, 4]);
  const place = Deno.UnsafePointer.of(target.subarray(1)) as Deno.PointerObject;
  writeBytes(place, new Uint8Array([7, 8]));
  assert.deepEqual([...target], [1, 7, 8, 4]);
});
