import assert from "node:assert/strict";
import { emotionPlanePlot } from "./emotion_plane_plot.ts";
import { renderSvg } from "./render.ts";

Deno.test("emotions are named, chosen tracks numbered, both axes titled", async () => {
  const svg = await renderSvg(emotionPlanePlot({
    named: [{ name: "happy", valence: 0.9, arousal: 0.75 }],
    crowd: [{ valence: 0.1, arousal: 0.2 }, { valence: 0.3, arousal: 0.4 }],
    path: [{ valence: 0.2, arousal: 0.2 }, { valence: 0.5, arousal: 0.6 }],
  }, { title: "Music", subtitle: "2 tracks" }));
  for (const text of ["happy", "1", "2", "valence (unpleasant to pleasant)", "2 tracks"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});

Deno.test("a point at the middle of both ranges lies in the middle", async () => {
  const named = [{ name: "neutral", valence: 0.5, arousal: 0.5 }];
  const svg = await renderSvg(emotionPlanePlot({ named }, { title: "Plane" }));
  assert.match(svg, /aria-label="[^"]*"[^>]*transform="translate\(210,210\)"/);
});

Deno.test("names of neighbours stand above and below, so that both can be read", () => {
  const named = [
    { name: "angry", valence: 0.245, arousal: 0.795 },
    { name: "fear", valence: 0.18, arousal: 0.8 },
    { name: "happy", valence: 0.9, arousal: 0.75 },
  ];
  const { layer } = emotionPlanePlot({ named }, { title: "Plane" }) as {
    layer: { data: { values: { name: string }[] }; mark: { type: string; dy?: number } }[];
  };
  const texts = layer.filter(({ mark }) => mark.type === "text" && mark.dy);
  const namesAt = texts.map(({ data, mark }) => [mark.dy! < 0, data.values.map((one) => one.name)]);
  assert.deepEqual(namesAt, [[true, ["angry", "happy"]], [false, ["fear"]]]);
});
