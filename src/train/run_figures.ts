/** In: a run. Out: which figure holds for what its network says, as far as it was measured. */
import type { Medium } from "../data/files.ts";
import { type Knowledge, knowledgeText } from "../metrics/knowledge.ts";
import { calibrationFor, type CalibrationLine } from "./judge.ts";
import { readFinalFigures } from "./final_run.ts";
import { protocolNote } from "./protocol_note.ts";
import { readFinishedRun, type RunDescription } from "./read_run.ts";

/** How often the network is right with so much knowledge of the speaker. */
export interface RunFigure {
  knowledge: Knowledge;
  /** Clips known of a test speaker, the median over the speakers; null for "nothing". */
  clips: number | null;
  accuracy: number;
  /** Test clips. */
  count: number;
  /** What the figure is worth; see protocolNote. */
  protocol: string;
  /** Of the answers that are not unsure; null in runs from before there were such. */
  answered: Pick<NonNullable<CalibrationLine["test"]>, "coverage" | "accuracy"> | null;
}

/** One figure for each kind of knowledge; none where the run has no metrics that can be read. */
export async function runFigures(run: RunDescription): Promise<RunFigure[]> {
  const quoted = await readFinalFigures(run.folder).catch(() => undefined);
  if (quoted) {
    const { protocol, folds } = quoted;
    const of = folds.of === null ? "" : ` of ${folds.of}`;
    return quoted.lines.map(({ knowledge, clips, accuracy, count }) => ({
      ...{ knowledge, clips, accuracy, count },
      protocol:
        `mean over ${folds.found}${of} folds of the ${protocol} protocol, of networks trained ` +
        "on a part of the clips that this one was trained on",
      answered: null,
    }));
  }
  const finished = await readFinishedRun(run.folder).catch(() => undefined);
  return (finished?.metrics.lines ?? []).map(({ knowledge, clips, accuracy, count }) => {
    const test = calibrationFor(run.calibration, knowledge)?.test;
    return {
      ...{ knowledge, clips, accuracy, count },
      protocol: protocolNote(run.config),
      answered: test ? { coverage: test.coverage, accuracy: test.accuracy } : null,
    };
  });
}

/**
 * The figure that holds with so much knowledge, in words. An adapted network has none for strangers,
 * and neither has a run from before figures stated their knowledge.
 */
export function figureText(
  figures: readonly RunFigure[],
  knowledge: Knowledge,
  medium: Medium,
): string {
  const figure = figures.find((own) => own.knowledge === knowledge);
  const alone = medium === "picture"
    ? "each face"
    : "each file alone, nothing known of its speaker";
  const what = knowledge === "nothing" ? alone : "files of one speaker together, without labels";
  if (!figure) {
    const other = figures[0];
    const beside = other
      ? `; the run's ${percent(other.accuracy)} is for ${knowledgeText(other)} of its test speakers`
      : "";
    return `No figure was measured for ${what}${beside}.`;
  }
  const { answered } = figure;
  const sure = answered?.accuracy == null
    ? ""
    : `; ${percent(answered.accuracy)} of the ${percent(answered.coverage)} that it is sure of`;
  return `Figure for ${what}: ${percent(figure.accuracy)} of ${figure.count} test ` +
    `${medium === "picture" ? "pictures" : "clips"} are right` +
    `${sure} (${figure.protocol}).`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
