/**
 * In: line coverage of the tests, as `deno coverage --lcov` writes it. Out: the share of src's lines
 * that they run, and the files that they run least; exit code 1 below {@link LEAST_SHARE}.
 *
 * Run: deno task coverage
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { textTable } from "../src/base/text_table.ts";

/** What is asked of all of src. */
export const LEAST_SHARE = 0.9;

/** One file's lines. */
export interface CoveredFile {
  path: string;
  /** Lines that can be run. */
  lines: number;
  /** Lines that were. */
  hit: number;
}

/** The files below `folder` in a text of lcov's format, but tests and what only they use. */
export function readLcov(text: string, folder: string): CoveredFile[] {
  return text.split("end_of_record").flatMap((record) => {
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(record)?.[1];
    const source = field("SF");
    if (source === undefined) return [];
    const path = relative(folder, source);
    if (path.startsWith("..") || /_test\.ts$|(^|[\\/])testing[\\/]/.test(path)) return [];
    return [{ path, lines: Number(field("LF") ?? 0), hit: Number(field("LH") ?? 0) }];
  });
}

/** Hit lines over all lines; 0 to 1. */
export function coveredShare(files: readonly CoveredFile[]): number {
  const sum = (of: "lines" | "hit") => files.reduce((total, file) => total + file[of], 0);
  return sum("hit") / sum("lines");
}

if (import.meta.main) {
  const [lcov, count = "20"] = Deno.args;
  const files = readLcov(
    await Deno.readTextFile(lcov),
    fileURLToPath(import.meta.resolve("../src")),
  );
  const missed = ({ lines, hit }: CoveredFile) => lines - hit;
  const least = files.toSorted((a, b) => missed(b) - missed(a)).slice(0, Number(count));
  const rows = least.map((file) => [
    file.path,
    String(file.lines),
    String(missed(file)),
    coveredShare([file]).toFixed(3),
  ]);
  const header = ["file in src, most lines missed first", "lines", "missed", "share"];
  console.log(textTable(header, rows, ["left", "right", "right", "right"]));
  const share = coveredShare(files);
  console.log(`\nLine coverage of src: ${(100 * share).toFixed(1)} % (${files.length} files)`);
  if (!(share >= LEAST_SHARE)) {
    console.error(`error: Expected at least ${100 * LEAST_SHARE} %`);
    Deno.exit(1);
  }
}
