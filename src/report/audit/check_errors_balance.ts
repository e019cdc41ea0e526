/** In: one-against-the-rest tables. Out: whether one confusion matrix can be behind all of them. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent, printedRange } from "./printed_figure.ts";

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
