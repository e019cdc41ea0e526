import assert from "node:assert/strict";
import { madeCorpus } from "../src/data/made_inputs.ts";
import type { Corpus } from "../src/data/corpus.ts";
import { budgetPlans, realBenchmarks, standInBenchmark } from "./benchmarks.ts";
import { configsOf, planBenchmark } from "./run_benchmark.ts";
import { furtherText } from "./run_benchmarks.ts";

/** A corpus of pictures with official parts. */
function pictures(): Corpus {
  const { clips, ...corpus } = madeCorpus({ classes: 2, speakers: 3, texts: 2, takes: 1 });
  const parts = ["train", "validation", "test"] as const;
  return {
    ...corpus,
    kind: "images",
    clips: clips.map((clip, at) => ({ ...clip, part: parts[at % 3] })),
  };
}

Deno.test("a network's name in tables tells its start and its labels, and its runs have them", () => {
  const pretrained = "0".repeat(64);
  const plan = (others: object) =>
    planBenchmark(pictures(), {
      ...{ plan: budgetPlans.standard, seeds: 1, models: ["mobileNet"], ...others },
    });
  const cases: [object, string, object][] = [
    [{}, "MobileNet", {}],
    [{ voted: true }, "MobileNet, FER+ votes", { voted: true }],
    [{ pretrained }, "MobileNet, pretrained", { pretrained }],
    [
      { pretrained, voted: true, clean: true },
      "MobileNet, pretrained, cleaned, FER+ votes",
      { pretrained, voted: true, clean: true },
    ],
  ];
  for (const [others, title, fields] of cases) {
    const planned = plan(others);
    assert.deepEqual(planned.measured.map((one) => one.title), [title]);
    const [{ pretrained, voted, clean }] = configsOf(planned);
    assert.deepEqual(JSON.parse(JSON.stringify({ pretrained, voted, clean })), fields);
  }
});

Deno.test("what only the full budget trains is said, with the paper's own network", () => {
  const corpus = pictures();
  const faces = realBenchmarks.find(({ models }) => models)!;
  const told = (benchmark: typeof faces, options: Parameters<typeof furtherText>[1]) =>
    furtherText(
      [{ ...planBenchmark(corpus, { plan: budgetPlans.smoke, seeds: 1 }), benchmark }],
      options,
    );
  assert.match(
    told(faces, { budget: "standard" }),
    /: --budget full also trains mobileNet, the paper's own; .*compactResNetWide\. --models/,
  );
  assert.equal(told(faces, { budget: "full" }), "");
  assert.equal(told(faces, { budget: "standard", models: ["compactResNet"] }), "");
  assert.equal(told(standInBenchmark, { budget: "standard" }), "");
});
