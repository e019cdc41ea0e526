/**
 * In: a random stream and names. Out: a tar archive (POSIX.1-2001, ustar and pax) whose headers are
 * drawn field by field and whose checksums are right.
 */
import { Buffer } from "node:buffer";
import type { Random } from "../../../src/base/random.ts";

const BLOCK = 512;
/** Files, links, devices, folders, pax records of one and of all, GNU's long names, sparse ones. */
const TYPES = [..."0000123456", "\0", "7", "x", "x", "g", "L", "L", "K", "S", "?"];

/** An archive of up to four entries. */
export function madeTar(random: Random, names: readonly string[]): Uint8Array {
  const pieces: Buffer[] = [];
  const entries = random.integer(0, 4);
  for (let entry = 0; entry < entries; entry++) {
    const type = random.pick(TYPES);
    const content = contentOf(type, random, names);
    pieces.push(header(type, content.length, random, names), padded(content));
  }
  if (random.uniform() < 0.8) pieces.push(Buffer.alloc(2 * BLOCK));
  return new Uint8Array(Buffer.concat(pieces));
}

function contentOf(type: string, random: Random, names: readonly string[]): Buffer {
  if (type === "L" || type === "K") return Buffer.from(`${random.pick(names)}\0`);
  if (type !== "x" && type !== "g") return Buffer.alloc(random.pick([0, 1, 511, 512, 5000]));
  const key = random.pick(["path", "linkpath", "size", "__proto__", "comment"]);
  const value = random.pick([...names, "0", "-1", "99999999999", "x"]);
  const text = ` ${key}=${value}\n`;
  // A record's length counts itself.
  const length = random.pick([text.length + 2, text.length + 3, 0, 999_999]);
  return Buffer.from(`${length}${text}`);
}

function header(type: string, size: number, random: Random, names: readonly string[]): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(random.pick(names).slice(0, 100), 0);
  block.write(random.pick(["0000644", "0120777", "9999999"]), 100);
  const octal = size.toString(8).padStart(11, "0");
  block.write(random.pick([octal, octal, octal, "77777777777", "-0000000001", "x"]), 124);
  // The base-256 form of sizes beyond 8 GiB.
  if (random.uniform() < 0.05) block.fill(0xff, 124, 136);
  block.write(type, 156);
  block.write(random.pick([...names, ""]).slice(0, 100), 157);
  block.write(random.pick(["ustar\x0000", "ustar\x0000", "ustar  \0", "xxxxx"]), 257);
  block.write(random.pick(["", "", "", "..", "/etc", "a".repeat(155)]), 345);
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${(random.uniform() < 0.05 ? 0 : sum).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}
