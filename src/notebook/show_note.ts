/** In: a sentence. Out: that sentence below the running cell, plain or as a yellow banner. */
import { escapeHtml } from "../base/text.ts";
import { displayBundle } from "./display_bundle.ts";

/** Shows a remark in italics. Throws UserError where no notebook runs. */
export async function showNote(text: string): Promise<void> {
  await displayBundle({ "text/markdown": `_${text}_`, "text/plain": text });
}

/** Shows a warning that cannot be overlooked. Throws UserError where no notebook runs. */
export async function showBanner(text: string): Promise<void> {
  const style = "padding: 0.6em 1em; background: #fff3cd; color: #4d3800; " +
    "border-left: 6px solid #e69f00; font-weight: bold";
  const html = `<div style="${style}">${escapeHtml(text)}</div>`;
  await displayBundle({ "text/html": html, "text/plain": text });
}
