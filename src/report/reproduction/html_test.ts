import assert from "node:assert/strict";
import { cellNames, element, inlineSvg, tableElement } from "./html.ts";

Deno.test("text and attributes are escaped, HTML made here is not", () => {
  const bold = element("b", {}, "<x>");
  assert.equal(element("p", {}, "a & b", bold, null, 3).html, "<p>a &amp; b<b>&lt;x&gt;</b>3</p>");
  assert.equal(element("p", {}, ["<", [bold]]).html, "<p>&lt;<b>&lt;x&gt;</b></p>");
  assert.equal(element("a", { title: '"', id: null }).html, '<a title="&quot;"></a>');
  assert.equal(element("meta", { charset: "utf-8" }).html, '<meta charset="utf-8">');
});

Deno.test("a table has its header and aligns numbers", () => {
  const { html } = tableElement(["name", "n"], [["<i>", 5]], [1]);
  assert.match(html, /<th scope="col">name<\/th><th scope="col" class="n">n<\/th>/);
  assert.match(html, /<tr><td>&lt;i&gt;<\/td><td class="n">5<\/td><\/tr>/);
  // What names the cells where a row is a list.
  assert.match(html, /<table style="--c1:&quot;name&quot;;--c2:&quot;n&quot;">/);
  const { html: odd } = tableElement(["", 'a "b" \\'], [[1, 2]]);
  assert.match(odd, /<table style="--c2:&quot;a {2}b {3}&quot;">/);
  // Sixteen columns have a rule, and the style sheet shows what it says.
  assert.match(cellNames, /td:nth-child\(16\)::before\{--name:var\(--c16\)\}/);
  const style = Deno.readTextFileSync(new URL("report_style.css", import.meta.url));
  assert.match(style, /td::before \{[^}]*content: var\(--name\);/);
});

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

Deno.test("a drawing loses what does not show, and keeps its words", () => {
  const svg =
    '<svg width="5"><g class="mark-text" role="graphics-symbol" aria-label="x" opacity="1">' +
    '<path d="M0.123456,-1.5h10.98765" stroke-width="1" fill-opacity="0.5"/><path d="" />' +
    '<text font-family="DejaVu Sans" transform="translate(1.0049,2)">0.12345 M0.1234</text></g></svg>';
  assert.match(
    inlineSvg(svg, "a", "b").html,
    /<g><path d="M0\.12,-1\.5h10\.99" fill-opacity="0\.5"\/><text transform="translate\(1,2\)">0\.12345 M0\.1234<\/text><\/g>/,
  );
});
