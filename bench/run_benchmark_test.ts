import assert from "node:assert/strict";
import { madeCorpus } from "../src/data/made_inputs.ts";
import type { Corpus } from "../src/data/corpus.ts";
import type { ModelName } from "../src/train/network_config.ts";
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
  const faceRes = "644fe588a9402df850ba44d1504666cc7666af910aba07c7cbf995345b9c1a2e";
  const plan = (others: object) =>
    planBenchmark(pictures(), {
      ...{ plan: budgetPlans.standard, seeds: 1, models: ["mobileNet"], ...others },
    });
  const cases: [object, string, object][] = [
    [{}, "MobileNet", {}],
    [{ voted: true }, "MobileNet, FER+ votes", { voted: true }],
    [{ pretrained }, "MobileNet, pretrained", { pretrained }],
    [{ pretrained: faceRes }, "MobileNet, from faceres", { pretrained: faceRes }],
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

Deno.test("an ensemble's networks are other seeds' where the split is given, else of other weights", () => {
  const seedsOf = (corpus: Corpus, model: ModelName) => {
    const options = { plan: budgetPlans.smoke, seeds: 2, members: 2, models: [model], quiet: true };
    const planned = planBenchmark(corpus, options);
    const [{ configs }] = planned.measured;
    return {
      teams: configs.map(([team]) => team.map(({ seed, weightsSeed }) => [seed, weightsSeed])),
      runs: configsOf({ ...planned, measured: planned.measured.slice(0, 1) }).length,
    };
  };
  const given = pictures();
  assert.deepEqual(seedsOf(given, "compactResNet"), {
    teams: [[[1, undefined], [2, undefined]], [[2, undefined], [1, undefined]]],
    runs: 2,
  });
  const drawn = {
    ...given,
    clips: given.clips.map((clip) => clip.part === "test" ? clip : { ...clip, part: "train" }),
  } as Corpus;
  const others = { teams: [[[1, undefined], [1, 2]], [[2, undefined], [2, 1]]], runs: 4 };
  assert.deepEqual(seedsOf(drawn, "compactResNet"), others);
  const voices = madeCorpus({ classes: 2, speakers: 3, texts: 2, takes: 1 });
  assert.deepEqual(seedsOf(voices, "denseFunctionals"), others);
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
