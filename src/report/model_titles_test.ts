import assert from "node:assert/strict";
import { modelNames, modelTitle } from "../train/network_config.ts";
import { currentTitle, formerTitle, titleSchema } from "./model_titles.ts";

Deno.test("former titles become today's, alone and in ensembles", () => {
  for (
    const [former, current] of [
      ["DenseFunctionals, linear, of the voice", "logistic regression, prosody and voice quality"],
      ["DenseFunctionals, linear, for strangers", "logistic regression, speaker-independent"],
      ["DenseFunctionals, discriminant", "LDA, functionals"],
      [
        "DenseFunctionals, linear + DenseFunctionals",
        "logistic regression, functionals + DenseFunctionals",
      ],
      ["3 × DenseFunctionals", "3 × DenseFunctionals"],
    ]
  ) {
    assert.equal(titleSchema.parse(former), current);
    assert.equal(formerTitle(current), former);
  }
});

Deno.test("today's titles stay", () => {
  for (const title of modelNames.map(modelTitle)) assert.equal(currentTitle(title), title);
});
