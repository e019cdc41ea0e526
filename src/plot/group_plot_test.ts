import assert from "node:assert/strict";
import { groupPlot } from "./group_plot.ts";
import { renderSvg } from "./render.ts";

Deno.test("each group has a row under its heading, with both figures on one scale", async () => {
  const group = (heading: string, name: string, accuracy: number) => ({
    ...{ heading, name, clips: 40, accuracy, uar: accuracy - 0.1 },
    intervals: { accuracy: { low: 0.2, high: 0.9 }, uar: { low: 0.1, high: 0.8 } },
  });
  const figures = [group("sex", "female", 0.7), group("sex", "male", 0.5)];
  const old = { ...group("age", "26 years", 0.6), intervals: null };
  const svg = await renderSvg(groupPlot([...figures, old], { title: "By group" }));
  const texts = ["sex", "age", "female (n = 40)", "male (n = 40)", "26 years (n = 40)", "UAR"];
  for (const text of [...texts, "accuracy", "0%", "100%"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  assert.equal(svg.match(/aria-roledescription="point"/g)?.length, 6);
});
