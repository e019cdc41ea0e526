/** HTML by functions: whatever is put in is escaped, unless it is HTML made here. */
import { escapeHtml } from "../../base/text.ts";

/** A piece of HTML. */
export interface Html {
  html: string;
}

/** What an element may hold: text and numbers (escaped), HTML, lists of both; null for nothing. */
export type HtmlPart = string | number | Html | null | readonly HtmlPart[];

const VOID = ["br", "hr", "link", "meta"];

/**
 * An element with its attributes; those that are null are left out.
 *
 * @example
 * ```ts
 * element("p", { class: "note" }, "a < b").html; // '<p class="note">a &lt; b</p>'
 * ```
 */
export function element(
  name: string,
  attributes: Record<string, string | null> = {},
  ...children: HtmlPart[]
): Html {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escapeHtml(value!)}"`).join("");
  if (VOID.includes(name)) return { html: `<${name}${written}>` };
  return { html: `<${name}${written}>${partText(children)}</${name}>` };
}

function partText(part: HtmlPart): string {
  if (part === null) return "";
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(partText).join("");
}

/** CSS that gives each cell, of 16 columns at most, its column's name: what stands before it. */
export const cellNames: string = Array.from(
  { length: 16 },
  (_, at) => `td:nth-child(${at + 1})::before{--name:var(--c${at + 1})}\n`,
).join("");

/**
 * A table whose numbers (columns in `right`) stand to the right; it scrolls where it is wide, and
 * on a phone a row is a list in which each cell is named.
 */
export function tableElement(
  header: readonly string[],
  rows: readonly (readonly HtmlPart[])[],
  right: readonly number[] = [],
): Html {
  const kind = (column: number) => right.includes(column) ? "n" : null;
  const head = header.map((title, at) => element("th", { scope: "col", class: kind(at) }, title));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      row.map((cell, at) => element("td", { class: kind(at) }, cell)),
    )
  );
  // Once a table, not once a cell; see cellNames.
  const names = header.flatMap((title, at) =>
    title ? [`--c${at + 1}:"${title.replaceAll(/["\\\n]/g, " ")}"`] : []
  ).join(";");
  // A keyboard scrolls only what can be focused.
  return element(
    "div",
    { class: "wide", tabindex: "0", role: "group", "aria-label": `table: ${header.join(", ")}` },
    element(
      "table",
      { style: names || null },
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, body),
    ),
  );
}

/**
 * Vega's SVG without what has no effect on how it looks, and with coordinates to a hundredth of a
 * point: a third of the size.
 */
function lighter(svg: string): string {
  return svg
    .replace(/ (?:role|class|pointer-events|aria-[a-z]+)="[^"]*"/g, "")
    .replace(/ (?:(?:stroke-)?opacity|stroke-width)="1"/g, "")
    .replace(/ font-family="[^"]*"/g, "")
    .replace(/ transform="translate\(0,0\)"/g, "")
    .replace(/<path(?: d=""| d="M0,0h0v0h0Z"| display="none")+ ?\/>/g, "")
    .replace(
      / (?:d|transform|[xy][12]?|c[xy]|width|height)="[^"]*"/g,
      (attribute) =>
        attribute.replace(
          /-?\d+\.\d{3,}/g,
          (number) => String(Math.round(Number(number) * 100) / 100),
        ),
    )
    .replace(/<g><\/g>/g, "");
}

/**
 * The drawing as a figure. Ids are made its own, for drawings in one page share them; it shrinks
 * with the page; its description is read out instead of its letters.
 *
 * @param prefix unique in the page
 * @param description what the drawing shows, in a phrase
 */
export function inlineSvg(svg: string, prefix: string, description: string): Html {
  const own = svg
    .replace(/^<\?xml[^>]*>\s*/, "")
    .replace(/<!DOCTYPE[^>]*>\s*/, "")
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/(href=")#([^"]+)"/g, `$1#${prefix}-$2"`);
  const named = lighter(own).replace(
    /^<svg /,
    `<svg role="img" aria-label="${escapeHtml(description)}" `,
  );
  return element("figure", { class: "plot", tabindex: "0" }, { html: named });
}
