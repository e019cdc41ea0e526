/** Out: paper F's figures as the audit reads them. */
import { paperF, paperFAccuracy, paperFClaims, paperFClasses } from "../published/paper_f.ts";
import type { Source } from "../published/published_figure.ts";
import { type AuditTable, type AuditTableInput, auditTableSchema } from "./audit_table.ts";

/** Paper F's tables 3 to 9, figures 1 and 15 to 21, its accuracy, and what its text says of them. */
export function paperFAudit(): AuditTable {
  const shares = byClass(({ share }) => percentOf(share, 1));
  const neutral = paperFClasses.find(({ name }) => name === "neutral")!;
  const input: AuditTableInput = {
    title: paperF.citation,
    shares: [{ subject: "class shares", source: "section “Veri”, page 196", shares }],
    quoted: [{
      subject: "neutral's false positive rate",
      figures: [
        { source: placeOf(neutral.confusionSource), value: percentOf(neutral.falsePositive, 2) },
        {
          source: placeOf(paperFClaims.neutralFalsePositive.source),
          value: percentOf(paperFClaims.neutralFalsePositive.value, 2),
        },
      ],
    }],
    classTables: [{
      subject: "seven classes",
      accuracy: {
        source: placeOf(paperFAccuracy.source),
        value: percentOf(paperFAccuracy.value, 1),
      },
      classes: paperFClasses.map((own) => ({
        name: own.name,
        source: placeOf(own.confusionSource),
        truePositive: percentOf(own.truePositive, 2),
        falseNegative: percentOf(own.falseNegative, 2),
        trueNegative: percentOf(own.trueNegative, 2),
        falsePositive: percentOf(own.falsePositive, 2),
        auc: { source: placeOf(own.aucSource), value: own.auc.toFixed(2) },
        share: percentOf(own.share, 1),
      })),
    }],
    extremes: [
      {
        subject: "highest true positive rates",
        source: placeOf(paperFClaims.highestTruePositives.source),
        which: "highest",
        named: paperFClaims.highestTruePositives.named,
        values: byClass(({ truePositive }) => percentOf(truePositive, 2)),
      },
      {
        subject: "least frequent classes",
        source: placeOf(paperFClaims.leastShares.source),
        which: "lowest",
        named: paperFClaims.leastShares.named,
        values: shares,
      },
      {
        subject: "most frequent class",
        source: placeOf(paperFClaims.greatestShare.source),
        which: "highest",
        named: paperFClaims.greatestShare.named,
        values: shares,
      },
    ],
  };
  return auditTableSchema.parse(input);
}

const percentOf = (value: number, decimals: number) => `${(100 * value).toFixed(decimals)} %`;
const placeOf = ({ place, page }: Source) => page === null ? place : `${place}, page ${page}`;

function byClass(figure: (own: typeof paperFClasses[number]) => string): Record<string, string> {
  return Object.fromEntries(paperFClasses.map((own) => [own.name, figure(own)]));
}
