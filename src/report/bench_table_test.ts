import assert from "node:assert/strict";
import { benchTable } from "./bench_table.ts";
import { exampleRow } from "./testing/example_row.ts";

Deno.test("benchTable prints published, ours, difference, protocol, seeds and verdict", () => {
  const { text, markdown } = benchTable([
    exampleRow(),
    exampleRow({
      mean: 0.7,
      published: 0.7782,
      protocol: "speaker",
      sd: null,
      pooled: 0.71,
      knowledge: "unlabelled",
      interval: null,
    }),
  ], { columns: 250 });
  const [header, , first, second] = text.split("\n");
  assert.match(
    header,
    /corpus +model +metric +protocol +known of sp.* +published +ours +95 % +over +pooled +dif.* +n +ver/,
  );
  assert.match(
    first,
    /turev +EmotionUnet +accuracy +paper +nothing known +77\.82 +88\.00 ± 1\.00 +85\.00 to 91\.00 +Wilson over 433 clips +– +\+10\.18 +3 +433 +better/,
  );
  assert.match(second, /unlabelled clips +77\.82 +70\.00 +– +– +71\.00 +−7\.82 .*stricter split/);
  assert.match(text, /^unlabelled clips: Several clips of the speaker are at hand, without/m);
  assert.match(text, /paper: random split.*share speakers/);
  assert.match(markdown, /^\| corpus \| model \|/);
  assert.match(markdown, /\n- \*\*speaker\*\*: speakers are held out;/);
});

Deno.test("benchTable says SYNTHETIC, once each note, and how to get missing data", () => {
  const note = "one fold of six: speaker kz";
  const { text } = benchTable(
    [
      exampleRow({ corpus: "synthetic", synthetic: true, published: null }),
      exampleRow({ note }),
      exampleRow({ metric: "macroF1", published: null, note }),
    ],
    { missing: [{ title: "BanglaSER", howToGet: "Download it." }], columns: 250 },
  );
  assert.match(text, /synthetic \(SYNTHETIC\).*not comparable/);
  assert.match(text, /^SYNTHETIC: generated voices/m);
  assert.equal(text.split("one fold of six").length, 2);
  assert.match(text, /^BanglaSER: no data: Download it\.$/m);
  assert.match(text, /–.*no published figure/);
});

Deno.test("benchTable names others' results on the same corpus, but not for synthetic data", () => {
  const ofAnad = benchTable([exampleRow({ corpus: "anad" })], { columns: 250 }).text;
  assert.match(ofAnad, /anad, others' accuracy: .*97\.40 % \(features\).*95\.52 % \(features\)/);
  assert.doesNotMatch(benchTable([exampleRow({ corpus: "anad", synthetic: true })]).text, /97\.40/);
});
