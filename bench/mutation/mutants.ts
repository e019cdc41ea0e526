/**
 * The kinds are those of Stryker, the tool that is usual for JavaScript, but for texts; numbers
 * stay there too, as most are settings that no test should pin.
 */
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, normalize } from "node:path";
import { type Node, parse } from "acorn";

/** One change of a source text. */
export interface Mutant {
  /** UTF-16 offsets of what is replaced. */
  start: number;
  end: number;
  /** What stands there instead. */
  replacement: string;
  /** From 1. */
  line: number;
}

/** Binary and logical operators, and what each becomes. */
const operators: Record<string, readonly string[]> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
};

/** Methods and functions that are easily taken one for the other. */
const siblings: Record<string, string> = {
  min: "max",
  max: "min",
  some: "every",
  every: "some",
};

/** Objects whose methods write for people: `console.error`, `progress.log`. */
const SPEAKERS = /^(console|progress)$/;

/** A node of the syntax tree with its fields by name. */
type Tree = Node & Record<string, unknown>;

/**
 * All mutants of a TypeScript module, in the order of their places. Messages are for people, and no
 * test should know each word, so these are left out: what stands inside a `throw` or `new
 * …Error()`, calls of `console` and `progress` with their arguments, and choices between two texts
 * inside a text (singular and plural). Throws where `source` does not parse.
 */
export function mutantsOf(source: string): Mutant[] {
  // Types become blanks, so that places in the two texts are the same.
  const code = stripTypeScriptTypes(source);
  const found: Omit<Mutant, "line">[] = [];
  const text = (node: Tree) => source.slice(node.start, node.end);
  const replace = (node: Tree, replacement: string) =>
    found.push({ start: node.start, end: node.end, replacement });
  const visit = (node: Tree, isInText = false): void => {
    if (isMessage(node)) return;
    switch (node.type) {
      case "ImportDeclaration":
        return;
      case "BinaryExpression":
      case "LogicalExpression":
      case "AssignmentExpression": {
        const { left, right, operator } = node as Tree & Record<"left" | "right", Tree> & {
          operator: string;
        };
        // Types, such as those of a cast, may stand between the two; the operator stands last.
        const from = code.indexOf(operator, left.end);
        if (isText(left) || isText(right) || from < 0 || from >= right.start) break;
        for (const other of operators[operator] ?? []) {
          found.push({ start: from, end: from + operator.length, replacement: other });
        }
        break;
      }
      case "UnaryExpression": {
        const { operator, argument } = node as Tree & { operator: string; argument: Tree };
        if (operator === "!" || operator === "-") replace(node, `(${text(argument)})`);
        break;
      }
      case "UpdateExpression": {
        const { operator } = node as Tree & { operator: string };
        replace(node, text(node).replace(operator, operator === "++" ? "--" : "++"));
        break;
      }
      case "IfStatement":
      case "ConditionalExpression": {
        const { test, consequent, alternate } = node as
          & Tree
          & Record<"test" | "consequent", Tree>
          & { alternate: Tree | null };
        if (isInText && isText(consequent) && alternate && isText(alternate)) return;
        for (const always of ["true", "false"]) replace(test, always);
        break;
      }
      case "Literal": {
        const { value } = node as Tree & { value: unknown };
        if (typeof value === "boolean") replace(node, String(!value));
        break;
      }
      case "MemberExpression": {
        const { property, computed } = node as Tree & { property: Tree; computed: boolean };
        const other = computed || property.type !== "Identifier" ? undefined : text(property);
        if (other !== undefined && Object.hasOwn(siblings, other)) {
          replace(property, siblings[other]);
        }
        break;
      }
      case "ExpressionStatement":
        // A directive, or a call or assignment whose effect nobody would miss.
        if (!("directive" in node)) replace(node, ";");
        break;
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) visit(child, isInText || node.type === "TemplateLiteral");
      }
    }
  };
  visit(parse(code, { sourceType: "module", ecmaVersion: "latest" }) as unknown as Tree);
  return found
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((mutant) => ({ ...mutant, line: source.slice(0, mutant.start).split("\n").length }));
}

/** The source with the change made. */
export function applyMutant(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function isNode(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Something that is only said to people. */
function isMessage(node: Tree): boolean {
  if (node.type === "ThrowStatement") return true;
  if (node.type === "ExpressionStatement") return isMessage(node.expression as Tree);
  const callee = node.callee as Tree | undefined;
  const name = (of: Tree) => of.type === "Identifier" ? of.name as string : "";
  if (node.type === "NewExpression") return name(callee!).endsWith("Error");
  if (node.type !== "CallExpression" || callee!.type !== "MemberExpression") return false;
  return SPEAKERS.test(name(callee!.object as Tree));
}

/** A text that is joined to another is a message, not arithmetic. */
function isText(node: Tree): boolean {
  if (node.type === "TemplateLiteral") return true;
  if (node.type === "Literal") return typeof node.value === "string";
  if (node.type !== "BinaryExpression" || node.operator !== "+") return false;
  return isText(node.left as Tree) || isText(node.right as Tree);
}

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
interface ReachingTest {
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
