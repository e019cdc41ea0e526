import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";

/**
 * The folders from top to bottom. A file imports what lies in its own folder or further down; those
 * in one line import nothing of each other.
 */
const ORDER = [
  ["main"],
  ["cli"],
  ["notebook", "bench"],
  ["web", "report", "exchange"],
  ["tune", "music"],
  ["jobs"],
  ["train"],
  ["bayesopt", "plot"],
  ["unet", "facecnn"],
  ["dsp"],
  ["metrics", "data", "engine"],
  ["base"],
];

/** One import of a file by another. */
interface Import {
  from: string;
  to: string;
  /** False where only types are taken. */
  takesValues: boolean;
  /** True where it happens when the code comes by, not when the file is loaded. */
  isLater: boolean;
}

const project = fileURLToPath(new URL("..", import.meta.url));

/** Paths of all product files, relative to the project. */
function productFiles(): string[] {
  const files = ["main.ts"];
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(project, folder))) {
      const path = join(folder, name);
      if (isDirectory && name !== "testing") walk(path);
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) files.push(path);
    }
  };
  walk("src");
  walk("bench");
  return files;
}

/** The imports that `text`, the content of the file `from`, makes of other files. */
function importsIn(from: string, text: string): Import[] {
  const target = (specifier: string) => normalize(join(dirname(from), specifier));
  const found: Import[] = [];
  const statement = /^(?:import|export)\s+(?:(type\s)?([^"';]*?)\sfrom\s+)?"(\.[^"]+)"/gm;
  for (const [, type, names = "", specifier] of text.matchAll(statement)) {
    const list = /^\{([^}]*)\}$/.exec(names.trim())?.[1].split(",").map((name) => name.trim());
    const onlyTypes = Boolean(type) ||
      list?.every((name) => name === "" || name.startsWith("type ")) === true;
    found.push({ from, to: target(specifier), takesValues: !onlyTypes, isLater: false });
  }
  const call = /(?:\bimport|import\.meta\.resolve)\(\s*"(\.[^"]+)"/g;
  for (const [, specifier] of text.matchAll(call)) {
    found.push({ from, to: target(specifier), takesValues: true, isLater: true });
  }
  return found.filter(({ to }) => to.endsWith(".ts"));
}

/** "dsp" of src/dsp/stft.ts. */
function folderOf(path: string): string {
  const [first, second] = path.split("/");
  return first === "src" ? second : first.replace(/\.ts$/, "");
}

function rankOf(folder: string): number {
  const rank = ORDER.findIndex((folders) => folders.includes(folder));
  assert.ok(rank >= 0, `Expected the order in src/imports_test.ts to have a place for ${folder}`);
  return rank;
}

/** Whether a file in `from` may import one in `to`. */
function goesDown(from: string, to: string): boolean {
  return from === to || rankOf(from) < rankOf(to);
}

/** Every circle of `edges`, as one of its ways around. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (at: string, way: string[]) => {
    if (way.includes(at)) found.push([...way.slice(way.indexOf(at)), at]);
    else if (!done.has(at)) {
      for (const next of edges.get(at) ?? []) visit(next, [...way, at]);
      done.add(at);
    }
  };
  for (const at of edges.keys()) visit(at, []);
  return found;
}

const imports = productFiles().flatMap((path) =>
  importsIn(path, Deno.readTextFileSync(join(project, path)))
);
const words = ({ from, to }: Import) => `${from} imports ${to}`;

Deno.test("imports are read, with what they take and when", () => {
  const text = [
    'import { a, type B } from "./a.ts";',
    'import {\n  type C,\n  type D,\n} from "../c.ts";',
    'import type { E } from "./e.ts";',
    'import * as f from "./f.ts";',
    'export { g } from "./g.ts";',
    'import "./h.ts";',
    'import { z } from "zod";',
    ' * import { no } from "./comment.ts";',
    'const { i } = await import("./i.ts");',
  ].join("\n");
  const found = importsIn("src/x/y.ts", text);
  assert.deepEqual(found.map(({ to }) => to), [
    "src/x/a.ts",
    "src/c.ts",
    "src/x/e.ts",
    "src/x/f.ts",
    "src/x/g.ts",
    "src/x/h.ts",
    "src/x/i.ts",
  ]);
  assert.deepEqual(found.map(({ takesValues }) => takesValues), [
    true,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(found.map(({ isLater }) => isLater), [...Array(6).fill(false), true]);
  assert.deepEqual(cycles(new Map([["a", ["b"]], ["b", ["c", "d"]], ["d", ["b"]]])), [
    ["b", "d", "b"],
  ]);
  assert.ok(imports.length > 1000, `${imports.length}`);
});

Deno.test("imports go downwards only", () => {
  const upwards = imports.filter(({ from, to }) => !goesDown(folderOf(from), folderOf(to)));
  assert.deepEqual(upwards.map(words), []);
});

Deno.test("no file needs itself to be loaded", () => {
  const edges = Map.groupBy(
    imports.filter(({ takesValues, isLater }) => takesValues && !isLater),
    ({ from }) => from,
  );
  const targets = [...edges].map(([from, list]) => [from, list.map(({ to }) => to)] as const);
  assert.deepEqual(cycles(new Map(targets)), []);
});

Deno.test("the product imports nothing that is for tests", () => {
  const wrong = imports.filter(({ to }) => to.includes("/testing/") || to.endsWith("_test.ts"));
  assert.deepEqual(wrong.map(words), []);
});

Deno.test("the picture of the folders shows this order", () => {
  const pages = ["docs/architecture.md", "README.md"].map((page) => join(project, page));
  const picture = pages.flatMap((page) => {
    try {
      return /```mermaid\n([^]*?)```/.exec(Deno.readTextFileSync(page))?.[1] ?? [];
    } catch {
      return [];
    }
  })[0];
  assert.ok(picture, "Expected docs/architecture.md or README.md to have a picture");
  const arrows = [...picture.matchAll(/^ *(\w+)(?:\[[^\]]*\])? *--> *(\w+)/gm)]
    .map(([, from, to]) => [from, to])
    // The notebooks themselves are no code of the program's.
    .filter(([from]) => from !== "notebooks");
  const upwards = arrows.filter(([from, to]) => !goesDown(from, to));
  assert.deepEqual(upwards, []);
  const shown = new Set(arrows.flat());
  assert.deepEqual(ORDER.flat().filter((folder) => !shown.has(folder)), []);
  // An arrow that no import stands behind is wrong as well.
  const real = new Set(imports.map(({ from, to }) => `${folderOf(from)} ${folderOf(to)}`));
  assert.deepEqual(arrows.filter(([from, to]) => !real.has(`${from} ${to}`)), []);
});
