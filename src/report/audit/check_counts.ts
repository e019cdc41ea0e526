import {
  agreement,
  type AuditEntry,
  type AuditFinding,
  percent,
  printedHow,
  printedRange,
} from "./audit_table.ts";

/** Adds the counts up. */
export function checkTotal(
  { subject, source, counts, stated }: AuditEntry<"totals">,
): AuditFinding {
  const numbers = Object.values(counts);
  const sum = numbers.reduce((total, value) => total + value, 0);
  return {
    check: "counts add up",
    subject,
    verdict: agreement(sum === stated),
    arithmetic: `${numbers.join(" + ")} = ${sum}; stated: ${stated}` +
      (sum === stated ? "" : `, ${Math.abs(sum - stated)} ${sum < stated ? "more" : "fewer"}`),
    source,
  };
}

/**
 * The parts against the whole set, and each stated share against the part's share of all parts.
 * A share may also be a part's count before rounding to whole clips.
 */
export function checkSplit(
  { subject, source, whole, parts }: AuditEntry<"splits">,
): AuditFinding[] {
  const counts = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, part.count]),
  );
  const sum = Object.values(counts).reduce((total, value) => total + value, 0);
  const total = checkTotal({ subject, source, counts, stated: whole });
  const shares = Object.entries(parts).flatMap(([name, { count, share }]): AuditFinding[] => {
    if (!share) return [];
    const exact = share.value * sum;
    const agrees = Math.abs(count - exact) <= 1 || printedHow(count / sum, share) !== null;
    return [{
      check: "a part is its stated share",
      subject: `${subject}, ${name}`,
      verdict: agreement(agrees),
      arithmetic: `${count} / ${sum} = ${percent(count / sum)}; stated: ${share.text}, which is ` +
        `${exact.toFixed(2)} of ${sum}`,
      source,
    }];
  });
  return [{ ...total, check: "parts add up to the set" }, ...shares];
}

/** Adds shares up; each may be half a unit of its last digit off, or a whole one where cut off. */
export function checkShares({ subject, source, shares }: AuditEntry<"shares">): AuditFinding {
  const printed = Object.values(shares);
  const sum = printed.reduce((total, { value }) => total + value, 0);
  const units = printed.reduce((total, { unit }) => total + unit, 0);
  const agrees = sum <= 1 + units / 2 + 1e-9 && sum >= 1 - units - 1e-9;
  return {
    check: "shares add up to 100 %",
    subject,
    verdict: agreement(agrees),
    arithmetic: `${printed.map(({ text }) => text).join(" + ")} = ${percent(sum)}`,
    source,
  };
}

/**
 * The expected share of test clips whose group (speaker, word) has clips in the training set as
 * well, for groups of equal size m: 1 minus the probability that none of the m - 1 others is among
 * the training clips, drawn without replacement.
 */
export function shareWithRelatives(
  { groups, whole, train }: { groups: number; whole: number; train: number },
): number {
  const relatives = Math.floor(whole / groups) - 1;
  let none = 1;
  for (let at = 0; at < relatives; at++) {
    none *= Math.max(0, whole - 1 - train - at) / (whole - 1 - at);
  }
  return 1 - none;
}

/**
 * Whether the split leaks: figures of test clips whose group is also in training say little of an
 * unseen one. The effect was measured, or was not.
 */
export function checkRandomSplit(entry: AuditEntry<"randomSplits">): AuditFinding {
  const { subject, source, what, groups, whole, train, test, measured } = entry;
  const share = shareWithRelatives(entry);
  const points = measured && (100 * (measured.random - measured.heldOut)).toFixed(1);
  const isApart = share < 0.01;
  return {
    check: isApart
      ? `the random split keeps each ${what} on one side`
      : `the random split leaks: test clips have a ${what} that was trained on`,
    subject,
    verdict: isApart ? "consistent" : "finding",
    arithmetic:
      `${whole} clips of ${groups} ${what}s, ${train} drawn for training and ${test} for ` +
      `testing: ${percent(share)} of the test clips are expected to have the same ${what} in ` +
      "training, if all have equally many" +
      (measured
        ? `; measured here: accuracy ${percent(measured.random)} so, ${
          percent(measured.heldOut)
        } where no ${what} is on both sides: the leak is worth ${points!.replace("-", "−")} points`
        : "; its effect was not measured here"),
    source: measured ? `${source}; measured: ${measured.source}` : source,
  };
}

/**
 * The first author who is cited and the year must stand in the data set's own reference. Another
 * year of the same author may be another version, which is undetermined; another author is another
 * work. Accents and case are ignored.
 */
export function checkCitation(entry: AuditEntry<"citations">): AuditFinding {
  const { subject, source, authors, year, title, own } = entry;
  const reference = folded(own);
  const hasAuthor = new RegExp(`(^|[^\\p{L}])${escaped(folded(authors[0]))}([^\\p{L}]|$)`, "u")
    .test(reference);
  const hasYear = new RegExp(`(^|\\D)${year}(\\D|$)`).test(own);
  const cited = `${authors.join(" & ")}, ${year}${title === undefined ? "" : `, ${title}`}`;
  return {
    check: "the citation is the data set's own publication",
    subject,
    verdict: hasAuthor ? hasYear ? "consistent" : "undetermined" : "inconsistent",
    arithmetic: `cited: ${cited}; its own: ${own}` +
      (hasAuthor
        ? hasYear ? "" : "; the same author, another year"
        : `: ${authors[0]} is not in it`),
    source,
  };
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Both limits are allowed values; an optimum at a limit hints that the space was too narrow. */
export function checkLimits({ subject, source, values }: AuditEntry<"limits">): AuditFinding {
  const all = Object.entries(values);
  const outside = all.filter(([, { value, low, high }]) => value < low || value > high);
  const atLimit = all.filter(([, { value, low, high }]) => value === low || value === high);
  const list = (entries: typeof all) =>
    entries.map(([name, { value, low, high }]) => `${name} ${value} (${low} to ${high})`).join(
      ", ",
    );
  return {
    check: "values lie within their limits",
    subject,
    verdict: agreement(outside.length === 0),
    arithmetic: [
      outside.length > 0
        ? `${outside.length} of ${all.length} outside: ${list(outside)}`
        : `all ${all.length} inside`,
      ...atLimit.length > 0 ? [`at a limit: ${list(atLimit)}`] : [],
    ].join("; "),
    source,
  };
}

/** The named ones against as many from the top, or the bottom, of the list. */
export function checkExtremes(
  { subject, source, which, named, values }: AuditEntry<"extremes">,
): AuditFinding {
  const sign = which === "highest" ? -1 : 1;
  const ranked = Object.entries(values).sort(([, a], [, b]) => sign * (a.value - b.value));
  const last = ranked[named.length - 1][1].value;
  const agrees = named.every((name) => values[name] && sign * (values[name].value - last) <= 0);
  return {
    check: `the named are the ${which}`,
    subject,
    verdict: agreement(agrees),
    arithmetic: `named: ${named.join(", ")}; in order: ` +
      ranked.map(([name, { text }]) => `${name} ${text}`).join(", "),
    source,
  };
}

/** All must be roundings of one exact value: the ranges that they can stand for must overlap. */
export function checkQuoted({ subject, figures }: AuditEntry<"quoted">): AuditFinding {
  const ranges = figures.map(({ value }) => printedRange(value));
  const low = Math.max(...ranges.map((range) => range.low));
  const high = Math.min(...ranges.map((range) => range.high));
  return {
    check: "a figure is the same in all places",
    subject,
    verdict: agreement(low <= high),
    arithmetic: figures.map(({ source, value }) => `${value.text} (${source})`).join("; "),
    source: figures.map(({ source }) => source).join("; "),
  };
}
