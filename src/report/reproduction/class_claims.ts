/**
 * Whether the classes rank as paper S says of its precision-recall curves
 * (figures 2 to 5, page 244), by average precision.
 */
import type { Curves } from "../curves.ts";
import { paperFAccuracy, paperFClasses } from "../published/paper_f.ts";

/** A statement about the order of classes and what became of it. */
export interface ClassClaim {
  /** The corpus's id. */
  corpus: string;
  /** Where the statement is tested, such as "Figure 2". */
  place: string;
  /** The statement in English. */
  claim: string;
  /** True or false where it could be tested, null where not. */
  holds: boolean | null;
  /** The order found, best first, with average precisions; or why nothing was. */
  found: string;
}

type Ranking = string[];

const claims: { corpus: string; place: string; claim: string; test: (best: Ranking) => boolean }[] =
  [
    {
      corpus: "turev",
      place: "Figure 2",
      claim: "“sad” has the best curve, “calm” the worst",
      test: (best) => best[0] === "sad" && best.at(-1) === "calm",
    },
    {
      corpus: "banglaser",
      place: "Figure 4",
      claim: "“neutral” and “angry” have better curves than the other classes",
      test: (best) => best.slice(0, 2).sort().join() === "angry,neutral",
    },
    {
      corpus: "tess",
      place: "Figure 5",
      claim: "“surprised” has the worst curve",
      test: (best) => best.at(-1) === "surprised",
    },
  ];

/** The claims, each tested where the corpus's random split was run. One run, one seed. */
export function classClaims(curves: readonly Curves[]): ClassClaim[] {
  return claims.map(({ test, ...claim }) => {
    const run = curves.find(({ corpus, model, protocol, synthetic }) =>
      corpus === claim.corpus && model === "EmotionUnet" && protocol === "paper" && !synthetic
    );
    if (!run) return { ...claim, holds: null, found: "no curves of this split are here" };
    const ranked = run.metrics.perClass.toSorted((a, b) =>
      (b.averagePrecision ?? 0) - (a.averagePrecision ?? 0)
    );
    return {
      ...claim,
      holds: test(ranked.map(({ name }) => name)),
      found: ranked.map(({ name, averagePrecision }) =>
        `${name} ${averagePrecision?.toFixed(3) ?? "–"}`
      ).join(", "),
    };
  });
}

// The four rates that paper F's tables 3 to 9 print of each class, beside
// those of its network on FER2013's official test set.

/** One-vs-rest; fractions. */
export interface Rates {
  /** The class's own clips that are taken for it. */
  truePositive: number;
  /** Other clips that are taken for another class. */
  trueNegative: number;
  /** Other clips that are taken for it. */
  falsePositive: number;
  /** The class's own clips that are taken for another. */
  falseNegative: number;
}

/** A class's rates, published and ours. */
export interface ClassRates {
  /** FER2013's name of the class. */
  name: string;
  /** Such as "Table 3, page 222". */
  place: string;
  /** They need not add up, and mostly do not. */
  published: Rates;
  /** Null where no run of the paper's network is among the results. */
  ours: Rates | null;
}

/** The seven classes, in the order of the paper's tables. */
export function classRates(curves: readonly Curves[]): ClassRates[] {
  const run = curves.find(({ corpus, model, protocol, synthetic }) =>
    corpus === paperFAccuracy.corpus && model === paperFAccuracy.model &&
    protocol === "official" && !synthetic
  );
  return paperFClasses.map(({ name, confusionSource: { place, page }, ...published }) => {
    const own = run ? run.classes.indexOf(name) : -1;
    return {
      name,
      place: `${place}, page ${page}`,
      published: ratesOnly(published),
      ours: run && own >= 0 ? ratesOf(run.metrics.confusion, own) : null,
    };
  });
}

function ratesOnly({ truePositive, trueNegative, falsePositive, falseNegative }: Rates): Rates {
  return { truePositive, trueNegative, falsePositive, falseNegative };
}

/** Rates of class `own` from counts [actual][predicted]; null where it, or all else, is missing. */
function ratesOf(confusion: readonly number[][], own: number): Rates | null {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const positives = sum(confusion[own]);
  const negatives = sum(confusion.map(sum)) - positives;
  if (positives === 0 || negatives === 0) return null;
  const truePositive = confusion[own][own] / positives;
  const falsePositive = (sum(confusion.map((row) => row[own])) - confusion[own][own]) / negatives;
  return {
    truePositive,
    trueNegative: 1 - falsePositive,
    falsePositive,
    falseNegative: 1 - truePositive,
  };
}
