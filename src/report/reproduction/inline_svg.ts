/** In: an SVG document. Out: the same to stand within a page beside others. */
import { escapeHtml } from "../../base/text.ts";
import { element, type Html } from "./html.ts";

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
  const named = own.replace(/^<svg /, `<svg role="img" aria-label="${escapeHtml(description)}" `);
  return element("figure", { class: "plot", tabindex: "0" }, { html: named });
}
