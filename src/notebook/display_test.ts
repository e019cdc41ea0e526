import assert from "node:assert/strict";
import { decodeWav } from "../data/audio/wav.ts";
import { linePlot, sideBySide } from "../plot/line_plot.ts";
import {
  type MimeBundle,
  openDisplay,
  openPlot,
  plotBundle,
  progress,
  showAudio,
  showBanner,
  showNote,
  showPlot,
  showTable,
} from "./display.ts";
import { recordShown } from "./testing/record_shown.ts";

function line(points: number) {
  const x = Array.from({ length: points }, (_, i) => i);
  return linePlot([{ name: "line", x, y: x }], { title: "A line", x: "x", y: "y" });
}

Deno.test("a small plot goes as Vega-Lite, SVG and text", async () => {
  const bundle = await plotBundle(line(10));
  assert.deepEqual(Object.keys(bundle), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
  const spec = bundle["application/vnd.vegalite.v5+json"] as { config: { font: string } };
  assert.match(spec.config.font, /DejaVu/, "the shared theme");
  assert.match(bundle["image/svg+xml"] as string, /^<svg/);
  assert.equal(bundle["text/plain"], "Plot: A line");
});

Deno.test("a plot wider than the page is made smaller, its shape kept", async () => {
  const wide = sideBySide([line(10), line(10), line(10)], {
    title: "wide",
    columns: 3,
    width: 600,
  });
  const svg = (await plotBundle(wide))["image/svg+xml"] as string;
  const [, width, height, shape] = /width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d. ]+)"/
    .exec(svg)!;
  const [wholeWidth, wholeHeight] = shape.split(" ").map(Number);
  assert.equal(Number(width), 860);
  assert.ok(wholeWidth > 1800);
  assert.ok(Math.abs(Number(height) - 860 * wholeHeight / wholeWidth) <= 0.5);
});

Deno.test("a plot of many values goes as PNG and text", async () => {
  const bundle = await plotBundle(line(5000));
  assert.deepEqual(Object.keys(bundle), ["image/png", "text/plain"]);
  const bytes = Uint8Array.fromBase64(bundle["image/png"] as string);
  assert.deepEqual([...bytes.subarray(1, 4)], [0x50, 0x4e, 0x47]);
});

Deno.test("outside of a notebook, showing is a user's mistake", async () => {
  await assert.rejects(showPlot(line(2)), { name: "UserError", message: /in a notebook/ });
});

Deno.test("a place is made once and changes from then on; each place has its own name", async () => {
  const shown = await recordShown(async () => {
    const [one, other] = [openDisplay(), openDisplay()];
    await one({ "text/plain": "1" });
    await one({ "text/plain": "2" });
    await other({ "text/plain": "3" });
  });
  assert.deepEqual(shown.map(({ options }) => options.update), [false, true, false]);
  const [first, second, third] = shown.map(({ options }) => options.display_id);
  assert.equal(first, second);
  assert.notEqual(first, third);
});

Deno.test("a plot is replaced by the next one", async () => {
  const plot = (title: string) =>
    linePlot([{ name: "loss", x: [0, 1], y: [1, 0] }], { title, x: "epoch", y: "loss" });
  const shown = await recordShown(async () => {
    const show = openPlot();
    await show(plot("epoch 1"));
    await show(plot("epoch 2"));
  });
  assert.deepEqual(shown.map(({ bundle }) => bundle["text/plain"]), [
    "Plot: epoch 1",
    "Plot: epoch 2",
  ]);
  assert.deepEqual(shown.map(({ options }) => options.update), [false, true]);
});

Deno.test("a note goes in italics, a banner in colour, both as plain text too", async () => {
  const [note, banner] = await recordShown(async () => {
    await showNote("48 clips");
    await showBanner("drawn <faces>");
  });
  assert.deepEqual(note.bundle, { "text/markdown": "_48 clips_", "text/plain": "48 clips" });
  assert.equal(banner.bundle["text/plain"], "drawn <faces>");
  assert.match(banner.bundle["text/html"] as string, /background: #fff3cd.*>drawn &lt;faces&gt;</);
  assert.equal(note.options.raw, true, "bundles, not values to be formatted");
});

Deno.test("a table goes as Markdown and as text, aligned alike", async () => {
  const [{ bundle }] = await recordShown(() =>
    showTable(["window", "lobes"], [["hann", "-31 dB"]], ["left", "right"])
  );
  assert.equal(
    bundle["text/markdown"],
    "| window | lobes |\n| --- | --: |\n| hann | -31 dB |",
  );
  assert.match(bundle["text/plain"] as string, /^window +lobes\n.*\nhann +-31 dB$/);
});

Deno.test("a player holds the samples as a WAV file, with its title", async () => {
  const samples = Float32Array.from({ length: 4000 }, (_, at) => Math.sin(at / 5) / 2);
  const [{ bundle }] = await recordShown(() => showAudio(samples, 8000, "A <sine>"));
  const html = bundle["text/html"] as string;
  const [, base64] = /<audio controls src="data:audio\/wav;base64,([^"]+)">/.exec(html)!;
  const played = decodeWav(Uint8Array.fromBase64(base64), "player");
  assert.equal(played.sampleRateHz, 8000);
  assert.ok(played.channels[0].every((value, at) => Math.abs(value - samples[at]) < 1e-4));
  assert.match(html, /A &lt;sine&gt;/);
  assert.equal(bundle["text/plain"], "Sound: A <sine>, 0.50 s");
});

function recorder() {
  const shown: MimeBundle[] = [];
  const show = (bundle: MimeBundle) => Promise.resolve(void shown.push(bundle));
  return { shown, show, texts: () => shown.map((bundle) => bundle["text/plain"]) };
}

Deno.test("a bar tells title, share, time left and a note, and at the end the time taken", async () => {
  const { show, shown, texts } = recorder();
  const bar = progress({ title: "Epochs <a>", total: 4, intervalS: 0, show });
  await bar.update(0);
  await bar.update(2, "loss 0.5");
  await bar.finish("best 3");
  assert.deepEqual(texts(), [
    "Epochs <a>: 0 of 4",
    "Epochs <a>: 2 of 4, about 0 s left; loss 0.5",
    "Epochs <a>: 4 of 4, 0 s; best 3",
  ]);
  assert.match(shown[1]["text/html"] as string, /value="2" max="4" aria-label="Epochs &lt;a&gt;"/);
});

Deno.test("a bar is not drawn more often than its interval, but always at the end", async () => {
  const { show, texts } = recorder();
  const bar = progress({ title: "Clips", total: 1000, intervalS: 60, show });
  for (let done = 1; done <= 1000; done++) await bar.update(done);
  await bar.finish();
  assert.equal(texts().length, 2);
  assert.equal(texts()[1], "Clips: 1000 of 1000, 0 s");
});
