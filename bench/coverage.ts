/**
 * In: line coverage of the tests, as `deno coverage --lcov` writes it. Out: the share of src's
 * lines that they run, and the files that they run least; exit code 1 below {@link LEAST_SHARE}.
 *
 * Deno tells only of files that some process loaded. The others count here too, as missed.
 *
 * Run: deno task coverage
 */
import { stripTypeScriptTypes } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { textTable } from "../src/base/text.ts";
import { listFilesBelow } from "./hardening/run_injected.ts";

/** The threshold for all of src. */
const LEAST_SHARE = 0.9;

/** One file's lines. */
interface CoveredFile {
  path: string;
  /** Lines that can be run. */
  lines: number;
  /** Lines that were. */
  hit: number;
}

/** Whether the file at `path` below src is the program's own: no test, nothing only tests use. */
function isOwn(path: string): boolean {
  return !path.startsWith("..") && !/_test\.ts$|(^|[\\/])testing[\\/]/.test(path);
}

/** The files below `folder` in a text of lcov's format, but tests and what only they use. */
export function readLcov(text: string, folder: string): CoveredFile[] {
  return text.split("end_of_record").flatMap((record) => {
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(record)?.[1];
    const source = field("SF");
    if (source === undefined) return [];
    const path = relative(folder, source);
    if (!isOwn(path)) return [];
    return [{ path, lines: Number(field("LF") ?? 0), hit: Number(field("LH") ?? 0) }];
  });
}

/** The TypeScript files below `folder` with code to run that are not among `loaded`, as missed. */
export function neverLoaded(folder: string, loaded: readonly CoveredFile[]): CoveredFile[] {
  const known = new Set(loaded.map(({ path }) => path));
  return listFilesBelow(folder)
    .filter((path) => path.endsWith(".ts") && isOwn(path) && !known.has(path))
    .map((path) => ({ path, lines: codeLines(Deno.readTextFileSync(join(folder, path))), hit: 0 }))
    .filter(({ lines }) => lines > 0);
}

/** Lines of a module in TypeScript that hold more than types and comments. */
export function codeLines(source: string): number {
  const code = stripTypeScriptTypes(source).replace(/\/\*[^]*?\*\//g, "");
  return code.split("\n").filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

/** Hit lines over all lines; 0 to 1. */
export function coveredShare(files: readonly CoveredFile[]): number {
  const sum = (of: "lines" | "hit") => files.reduce((total, file) => total + file[of], 0);
  return sum("hit") / sum("lines");
}

if (import.meta.main) {
  const [lcov, count = "20"] = Deno.args;
  const folder = fileURLToPath(import.meta.resolve("../src"));
  const loaded = readLcov(await Deno.readTextFile(lcov), folder);
  const files = [...loaded, ...neverLoaded(folder, loaded)];
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
  const never = files.length - loaded.length;
  console.log(
    `\nLine coverage of src: ${(100 * share).toFixed(1)} % (${files.length} files, ` +
      `${never} of them never loaded)`,
  );
  if (!(share >= LEAST_SHARE)) {
    console.error(`error: Expected at least ${100 * LEAST_SHARE} %`);
    Deno.exit(1);
  }
}
