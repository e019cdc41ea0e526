import assert from "node:assert/strict";
import { inlineSvg } from "./inline_svg.ts";

Deno.test("ids are the drawing's own, wherever they are used", () => {
  const svg = '<?xml version="1.0"?>\n<svg width="5"><clipPath id="clip0"/>' +
    '<g clip-path="url(#clip0)"/><use href="#clip0"/></svg>';
  const { html } = inlineSvg(svg, "roc", 'ROC of "sad"');
  assert.equal(
    html,
    '<figure class="plot" tabindex="0"><svg role="img" aria-label="ROC of &quot;sad&quot;" ' +
      'width="5"><clipPath id="roc-clip0"/><g clip-path="url(#roc-clip0)"/>' +
      '<use href="#roc-clip0"/></svg></figure>',
  );
});
