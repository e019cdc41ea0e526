/** In: an accuracy and how many were tested. Out: whether any whole number of hits gives it. */
import { agreement, type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent, type PrintedFigure, printedHow } from "./printed_figure.ts";

/** Hits and how they are printed. */
export interface PossibleHits {
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
