/** In: a split. Out: its hash. */
import { sha256 } from "../../base/files.ts";
import type { Split } from "../corpus.ts";

/** SHA-256 of what the split says; the order within its parts makes no difference. */
export function splitHash(split: Split): string {
  const { corpus, protocol, seed, fold } = split;
  const parts = [split.train, split.validation, split.test].map((ids) => [...ids].sort());
  return sha256(JSON.stringify([corpus, protocol, seed, fold, ...parts]));
}
