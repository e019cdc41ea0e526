/** Readers of archives: zip and tar with paths that leave the folder, links, lies about sizes. */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import type { Random } from "../../../src/base/random.ts";
import { openSource } from "../../../src/data/import/open_source.ts";
import { stageSource } from "../../../src/data/import/stage_source.ts";
import { encodeZip } from "../../../src/data/made_inputs.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { madeTar } from "../made_files.ts";
import { mutateBytes, mutateZip } from "../mutations.ts";

/** Small, so that a bomb is found out early. */
const limits = { maxBytes: 2 ** 20, maxFiles: 50, maxRatio: 100, freeBytes: 2 ** 16 };
/** The last one is a bomb where it is packed. */
const CONTENTS = [new Uint8Array(0), new Uint8Array(500), new Uint8Array(200_000)];
const NAMES = [
  "Angry/a.wav",
  "İyi/ı.wav",
  "readme.txt",
  "a.csv",
  "deep/er/b.jpg",
  "C:\\x.wav",
  "c.wav/",
  "../escaped.wav",
  "a/../../escaped.wav",
  "/escaped.wav",
  "..\\escaped.wav",
  "a\0.wav",
  "",
  "a.wav/b.wav",
];

function zip(random: Random): Uint8Array {
  const files = Array.from({ length: random.integer(0, 4) }, () => ({
    name: random.pick(NAMES),
    content: random.pick(CONTENTS),
    mode: random.pick([0o100644, 0o100644, 0o120777, 0o040755, 0]),
    claimedBytes: random.pick([undefined, undefined, 0, 1, 0xffffffff]),
    packed: random.uniform() < 0.4,
  }));
  const bytes = encodeZip(files);
  return random.uniform() < 0.4 ? mutateZip(bytes, random) : bytes;
}

async function tar(random: Random): Promise<Uint8Array> {
  if (random.uniform() < 0.5) return madeTar(random, NAMES);
  const archive = pack();
  const types = ["file", "file", "symlink", "link", "directory", "fifo"] as const;
  const entries = random.integer(0, 4);
  for (let entry = 0; entry < entries; entry++) {
    const type = random.pick(types);
    const name = random.pick(NAMES) || "empty.wav";
    const linkname = type.endsWith("link") ? "../escaped.wav" : undefined;
    const content = type === "file" ? random.pick(CONTENTS) : new Uint8Array(0);
    archive.entry({ name, type, linkname, size: content.length }, content as never);
  }
  archive.finalize();
  const bytes = new Uint8Array(Buffer.concat(await Array.fromAsync<Uint8Array>(archive as never)));
  return random.uniform() < 0.5 ? gzipSync(bytes, { level: 1 }) : bytes;
}

/** Stages the archive; throws an Error where anything was written beside its folder. */
async function stage(bytes: Uint8Array, random: Random, folder: string): Promise<void> {
  const inner = join(folder, "inner");
  const path = join(folder, "archive");
  const isDamaged = random.uniform() < 0.4;
  Deno.writeFileSync(path, isDamaged ? mutateBytes(bytes, random) : bytes);
  const staged = join(inner, "staged");
  Deno.mkdirSync(staged, { recursive: true });
  const refusal = await stageArchive(path, staged);
  const beside = [...namesIn(folder), ...namesIn(inner)]
    .filter((name) => !["inner", "archive", "staged"].includes(name));
  const links = linksIn(staged);
  Deno.removeSync(inner, { recursive: true });
  if (beside.length) throw new Error(`wrote ${beside.join(", ")} outside its folder`);
  if (links.length) throw new Error(`made the links ${links.join(", ")}`);
  if (refusal) throw refusal;
}

/** What staging throws, or undefined. */
async function stageArchive(path: string, staged: string): Promise<unknown> {
  try {
    await stageSource(await openSource(path), staged, { name: "fuzz", limits });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whatever below `folder` is neither a file nor a folder. */
function linksIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isFile, isDirectory }) =>
    isDirectory ? linksIn(join(folder, name)) : isFile ? [] : [name]
  );
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name);
}

/** Archives. */
export const archiveTargets: FuzzTarget[] = [
  { name: "zip", weight: 8, attempt: (random, folder) => stage(zip(random), random, folder) },
  {
    name: "tar",
    weight: 8,
    attempt: async (random, folder) => await stage(await tar(random), random, folder),
  },
];
