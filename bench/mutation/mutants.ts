/**
 * In: a module's source. Out: its mutants, each a small change that a good test notices: another
 * comparison or sign, a condition that always or never holds, a statement left out. The kinds are
 * those of Stryker, the tool that is usual for JavaScript, but for texts; numbers stay there too, as
 * most are settings that no test should pin.
 */
import { stripTypeScriptTypes } from "node:module";
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

/** A node of the syntax tree with its fields by name. */
type Tree = Node & Record<string, unknown>;

/**
 * All mutants of a TypeScript module, in the order of their places. Nothing inside a `throw` is
 * changed: messages are for people, and no test should know each word. Throws where `source` does
 * not parse.
 */
export function mutantsOf(source: string): Mutant[] {
  // Types become blanks, so that places in the two texts are the same.
  const code = stripTypeScriptTypes(source);
  const found: Omit<Mutant, "line">[] = [];
  const text = (node: Tree) => source.slice(node.start, node.end);
  const replace = (node: Tree, replacement: string) =>
    found.push({ start: node.start, end: node.end, replacement });
  const visit = (node: Tree): void => {
    switch (node.type) {
      case "ThrowStatement":
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
        const { test } = node as Tree & { test: Tree };
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
        if (isNode(child)) visit(child);
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

/** A text that is joined to another is a message, not arithmetic. */
function isText(node: Tree): boolean {
  if (node.type === "TemplateLiteral") return true;
  if (node.type === "Literal") return typeof node.value === "string";
  if (node.type !== "BinaryExpression" || node.operator !== "+") return false;
  return isText(node.left as Tree) || isText(node.right as Tree);
}
