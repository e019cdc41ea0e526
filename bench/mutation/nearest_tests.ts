/** In: modules and what they import. Out: for a module, the tests that reach it, nearest first. */
import { dirname, join, normalize } from "node:path";

/** Paths of modules, with the paths of the modules that each imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Any quoted path to a module beside or above: imports, dynamic ones, and URLs of workers. */
const REFERENCE = /["'](\.{1,2}\/[^"'\n]+\.ts)["']/g;

/** The graph of the modules in `sources`, texts by path; references to other files are left out. */
export function importGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  return new Map(Array.from(sources, ([path, text]) => {
    const referred = Array.from(
      text.matchAll(REFERENCE),
      ([, reference]) => normalize(join(dirname(path), reference)),
    );
    return [path, [...new Set(referred)].filter((one) => sources.has(one) && one !== path)];
  }));
}

/** A test and over how many imports it reaches a module. */
export interface ReachingTest {
  path: string;
  /** 1 where the test itself imports it. */
  distance: number;
}

/**
 * The test modules of `graph` from which `module` can be reached, nearest first; among equally near
 * ones those of its own folder first, then those that import least, which are about it alone.
 */
export function nearestTests(graph: ImportGraph, module: string): ReachingTest[] {
  const isElsewhere = ({ path }: ReachingTest) => Number(dirname(path) !== dirname(module));
  const imports = ({ path }: ReachingTest) => graph.get(path)!.length;
  const importers = new Map<string, string[]>();
  for (const [path, imported] of graph) {
    for (const one of imported) importers.set(one, [...importers.get(one) ?? [], path]);
  }
  const distances = new Map([[module, 0]]);
  // A map is walked through in the order of insertion, so what is added here is visited too.
  for (const [path, distance] of distances) {
    for (const importer of importers.get(path) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return Array.from(distances, ([path, distance]) => ({ path, distance }))
    .filter(({ path }) => path.endsWith("_test.ts"))
    .sort((a, b) =>
      a.distance - b.distance || isElsewhere(a) - isElsewhere(b) || imports(a) - imports(b) ||
      (a.path < b.path ? -1 : 1)
    );
}
