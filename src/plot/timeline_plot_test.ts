import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { timelinePlot } from "./timeline_plot.ts";

Deno.test("a timeline has a row a class and a rectangle for each segment in it", async () => {
  const segments = [
    { startS: 0.5, endS: 2, probabilities: { angry: 0.9, calm: 0.1 } },
    { startS: 3, endS: 6, probabilities: { angry: 0.2, calm: 0.8 } },
  ];
  const svg = await renderSvg(timelinePlot(segments, 8, { title: "talk.mp3" }));
  for (const text of ["talk.mp3", "angry", "calm", "time (s)"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  const marks = svg.match(
    /aria-roledescription="rect[^"]*"[^>]*d="[^"]+"|aria-roledescription="rect mark"/g,
  );
  assert.equal(marks?.length, 4);
});
