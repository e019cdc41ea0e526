/**
 * In: the curves. Out: whether the classes rank as paper S says of its precision-recall curves
 * (figures 2 to 5, page 244), by average precision.
 */
import type { Curves } from "../curves.ts";

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
