import { wilsonInterval } from "../../metrics/intervals.ts";
import {
  agreement,
  type AuditEntry,
  type AuditFinding,
  percent,
  type PrintedFigure,
  printedHow,
  printedRange,
} from "./audit_table.ts";

/** Hits and how they are printed. */
interface PossibleHits {
  hits: number;
  how: "rounded" | "cut off";
}

/** Every whole number of hits among `tested` that is printed as `accuracy`. */
export function possibleHits(accuracy: PrintedFigure, tested: number): PossibleHits[] {
  const least = Math.max(0, Math.floor((accuracy.value - accuracy.unit) * tested));
  const most = Math.min(tested, Math.ceil((accuracy.value + accuracy.unit) * tested));
  return Array.from({ length: most - least + 1 }, (_, at) => least + at).flatMap((hits) => {
    const how = printedHow(hits / tested, accuracy);
    return how ? [{ hits, how }] : [];
  });
}

/** The whole numbers of hits next to `accuracy`, below and above. */
export function nearestHits(accuracy: PrintedFigure, tested: number): number[] {
  const exact = accuracy.value * tested;
  return [...new Set([Math.floor(exact), Math.min(tested, Math.ceil(exact))])];
}

/**
 * An accuracy is hits / tested, so few values are possible: the test that Brown and Heathers
 * (2017, "The GRIM test") put to means of whole numbers.
 */
export function checkAccuracy(
  { subject, source, tested, accuracy }: AuditEntry<"scores">,
): AuditFinding {
  const share = (hits: number) => `${hits} / ${tested} = ${percent(hits / tested)}`;
  const possible = possibleHits(accuracy, tested);
  return {
    check: "a whole number of hits gives the accuracy",
    subject,
    verdict: agreement(possible.length > 0),
    arithmetic: possible.length > 0
      ? `${possible.map(({ hits, how }) => `${share(hits)}, ${how}`).join("; ")}: ${accuracy.text}`
      : `no whole number gives ${accuracy.text}, rounded or cut off: ` +
        nearestHits(accuracy, tested).map(share).join("; "),
    source,
  };
}

/**
 * The accuracy is the mean of the classes' recalls, weighted by their clips, so it lies between the
 * least and the greatest, whatever the classes' sizes are. Where a class's true positive and false
 * negative rates do not add up, its recall may be either the one or 1 minus the other; the widest
 * span is granted.
 */
export function checkAccuracyWithinRecalls(
  { subject, accuracy, classes }: AuditEntry<"classTables">,
): AuditFinding[] {
  const direct = classes.map(({ truePositive }) => printedRange(truePositive));
  const either = classes.map(({ truePositive, falseNegative }) =>
    span(truePositive, falseNegative)
  );
  const recalls = [...classes].sort((a, b) => a.truePositive.value - b.truePositive.value);
  const [least, greatest] = [recalls[0], recalls.at(-1)!];
  const printed = printedRange(accuracy.value);
  const within = (spans: { low: number; high: number }[]) =>
    printed.high >= Math.min(...spans.map(({ low }) => low)) &&
    printed.low <= Math.max(...spans.map(({ high }) => high));
  const balanced = classes.reduce(
    (total, { truePositive, trueNegative }) =>
      total + (truePositive.value + trueNegative.value) / 2,
    0,
  ) / classes.length;
  const highest = Math.max(...either.map(({ high }) => high));
  const lowest = Math.min(...either.map(({ low }) => low));
  const source = `${accuracy.source}; ${least.source} to ${greatest.source}`;
  return [
    {
      check: "the accuracy lies between the classes' recalls",
      subject,
      verdict: agreement(within(direct)),
      arithmetic: `accuracy ${accuracy.value.text}; recalls (true positive rates) run from ` +
        `${least.truePositive.text} (${least.name}) to ${greatest.truePositive.text} ` +
        `(${greatest.name}), and an accuracy is a weighted mean of them; the mean of (true positive + ` +
        `true negative rate) / 2, class by class, would be ${percent(balanced)}`,
      source,
    },
    {
      check: "the accuracy lies between the classes' recalls, read from false negatives too",
      subject,
      verdict: agreement(within(either)),
      arithmetic:
        `accuracy ${accuracy.value.text}; with each class's recall anywhere between its ` +
        `true positive rate and 100 % minus its false negative rate, a weighted mean lies from ` +
        `${percent(lowest)} to ${percent(highest)}`,
      source,
    },
  ];
}

/** From the lesser to the greater of a rate and 1 minus its complement. */
function span(rate: PrintedFigure, complement: PrintedFigure): { low: number; high: number } {
  const direct = printedRange(rate);
  const turned = printedRange(complement);
  return {
    low: Math.min(direct.low, 1 - turned.high),
    high: Math.max(direct.high, 1 - turned.low),
  };
}

/** Hits and misses share out a class's clips; false alarms and rejections share out the others. */
export function checkRatePairs({ classes }: AuditEntry<"classTables">): AuditFinding[] {
  return classes.flatMap((own) => [
    pair(own, "true positive + false negative", own.truePositive, own.falseNegative),
    pair(own, "true negative + false positive", own.trueNegative, own.falsePositive),
  ]);
}

function pair(
  { name, source }: { name: string; source: string },
  what: string,
  first: PrintedFigure,
  second: PrintedFigure,
): AuditFinding {
  const sum = first.value + second.value;
  const unit = Math.max(first.unit, second.unit);
  // Rounded, the sum is off by one unit at most; cut off, it may lack two.
  const agrees = sum <= 1 + unit + 1e-9 && sum >= 1 - 2 * unit - 1e-9;
  return {
    check: "the two rates of a pair add up to 100 %",
    subject: `${name}: ${what}`,
    verdict: agreement(agrees),
    arithmetic: `${first.text} + ${second.text} = ${percent(sum)}`,
    source,
  };
}

/**
 * Each error of a classifier is one class's miss and another's false alarm, so over all classes
 * both are equally many: with class shares s, misses m and false alarms f (rates),
 * sum of s m = sum of (1 - s) f. Checked with the stated shares, where there are any, and for every
 * mixture of the classes: sum of s (m + f) = sum of f asks sum of f to lie between the least and
 * the greatest m + f.
 */
export function checkErrorsBalance(
  { subject, classes }: AuditEntry<"classTables">,
): AuditFinding[] {
  const source = `${classes[0].source} to ${classes.at(-1)!.source}`;
  const rates = classes.map(({ falseNegative, falsePositive, share }) => ({
    misses: printedRange(falseNegative),
    alarms: printedRange(falsePositive),
    share: share && printedRange(share),
    exact: { misses: falseNegative.value, alarms: falsePositive.value, share: share?.value ?? NaN },
  }));
  const sum = (of: (rate: typeof rates[number]) => number) =>
    rates.reduce((total, rate) => total + of(rate), 0);
  const findings: AuditFinding[] = [];
  if (rates.every(({ share }) => share)) {
    const misses = {
      low: sum((r) => r.share!.low * r.misses.low),
      high: sum((r) => r.share!.high * r.misses.high),
    };
    const alarms = {
      low: sum((r) => (1 - r.share!.high) * r.alarms.low),
      high: sum((r) => (1 - r.share!.low) * r.alarms.high),
    };
    findings.push({
      check: "misses and false alarms are equally many, with the stated class shares",
      subject,
      verdict: agreement(misses.low <= alarms.high && alarms.low <= misses.high),
      arithmetic: `of all images, sum of share × false negative rate = ` +
        `${percent(sum(({ exact }) => exact.share * exact.misses))} are misses, but sum of ` +
        `(100 % − share) × false positive rate = ` +
        `${percent(sum(({ exact }) => (1 - exact.share) * exact.alarms))} are false alarms`,
      source,
    });
  }
  const both = (rate: typeof rates[number]) => rate.exact.misses + rate.exact.alarms;
  const alarms = { low: sum((r) => r.alarms.low), high: sum((r) => r.alarms.high) };
  const low = Math.min(...rates.map((r) => r.misses.low + r.alarms.low));
  const high = Math.max(...rates.map((r) => r.misses.high + r.alarms.high));
  findings.push({
    check: "misses and false alarms are equally many, for some class shares",
    subject,
    verdict: agreement(alarms.high >= low && alarms.low <= high),
    arithmetic: `the false positive rates sum to ${percent(sum(({ exact }) => exact.alarms))}, ` +
      `which must be a weighted mean of (false negative + false positive rate), from ` +
      `${percent(Math.min(...rates.map(both)))} to ${percent(Math.max(...rates.map(both)))}` +
      mixtureNote(classes, rates.map(both), sum(({ exact }) => exact.alarms)),
    source,
  });
  return findings;
}

/** Says which class would have to prevail, where a single one can carry the mean. */
function mixtureNote(
  classes: AuditEntry<"classTables">["classes"],
  both: readonly number[],
  wanted: number,
): string {
  const above = classes.filter((_, at) => both[at] >= wanted).map(({ name }) => name);
  return above.length !== 1
    ? ""
    : `; only ${above[0]} reaches that, so most of the tested would have to be of it`;
}

/**
 * A ROC curve rises, so through a point (f, t) its area lies from t (1 - f) to 1 - f (1 - t). A
 * curve that nowhere does worse than mixing its own decisions at random (a concave one) has at
 * least (1 + t - f) / 2, the area of the single corner. Both presume that the table's decisions are
 * a threshold on the class's own score. Where the most probable class is taken they need not be,
 * so an area that does not fit is reported, but not called inconsistent.
 */
export function checkAucAgainstRates({ classes }: AuditEntry<"classTables">): AuditFinding[] {
  return classes.flatMap((own): AuditFinding[] => {
    if (!own.auc) return [];
    const t = Math.min(own.truePositive.value, 1 - own.falseNegative.value);
    const best = Math.max(own.truePositive.value, 1 - own.falseNegative.value);
    const f = Math.max(own.falsePositive.value, 1 - own.trueNegative.value);
    const least = Math.min(own.falsePositive.value, 1 - own.trueNegative.value);
    const [low, corner, high] = [t * (1 - f), (1 + t - f) / 2, 1 - least * (1 - best)];
    const auc = printedRange(own.auc.value);
    const inside = auc.high >= low && auc.low <= high;
    const concave = auc.high >= corner;
    const explained = inside && concave
      ? "the area fits"
      : inside
      ? "possible only for a curve with a dent, whose score orders the images worse than the " +
        "decision alone would"
      : "impossible where decisions are a threshold on the class's own score, which is not said";
    return [{
      check: "the area under the ROC curve fits the rates",
      subject: own.name,
      verdict: inside && concave ? "consistent" : "undetermined",
      arithmetic: `AUC ${own.auc.value.text}; through true positive rate ${percent(t)} and false ` +
        `positive rate ${percent(f)} an area lies from ${low.toFixed(3)} to ${
          high.toFixed(3)
        }, and ` +
        `a concave curve's is at least ${corner.toFixed(3)}: ${explained}`,
      source: `${own.auc.source}; ${own.source}`,
    }];
  });
}

/**
 * The earlier figure against the 95 % interval of the new one on its test set. The earlier figure
 * is taken as exact, which favours the claim: its own test set adds to the doubt.
 */
export function checkImprovement(
  { subject, source, tested, value, earlier }: AuditEntry<"improvements">,
): AuditFinding {
  const { low, high } = wilsonInterval(value.value * tested, tested);
  const difference = (100 * (value.value - earlier.value)).toFixed(2).replace("-", "−");
  const verdict = earlier.value < low
    ? "consistent"
    : value.value > earlier.value
    ? "undetermined"
    : "inconsistent";
  return {
    check: "an improvement is larger than chance",
    subject,
    verdict,
    arithmetic: `${value.text} − ${earlier.text} = ${difference} points; on ${tested} tested, ` +
      `95 % interval from ${percent(low)} to ${percent(high)}`,
    source,
  };
}
