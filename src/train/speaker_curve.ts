/** How accurate networks are of new speakers, the more speakers they were trained on. */
import { join } from "node:path";
import { sha256 } from "../base/files.ts";
import { createRandom, type Random } from "../base/random.ts";
import { mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import type { NamedCorpus } from "../data/find_corpus.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { extrapolate, type Extrapolation } from "../metrics/power_law.ts";
import { defaultConfig, type DefaultConfigOptions } from "./default_config.ts";
import { runFolder, trainRun, type TrainRunOptions } from "./train_run.ts";

/** What is trained, and how often. */
interface SpeakerCurveOptions extends Pick<TrainRunOptions, "runsFolder" | "quiet" | "signal"> {
  /** Model, encoder and seed of all runs. */
  plan?: Pick<DefaultConfigOptions, "model" | "encoder" | "seed">;
  /** Numbers of training speakers; {@link usualCounts} by default. */
  counts?: readonly number[];
  /** So many sets of training speakers are drawn for each; {@link SPEAKER_DRAWS} by default. */
  draws?: number;
}

/** So many speakers train. */
export interface SpeakerCurvePoint {
  trained: number;
  knowledge: Knowledge;
  /** Means over the test speakers. */
  accuracy: number;
  uar: number;
  /** Accuracy of each test speaker, the mean over draws. */
  speakers: Record<string, number>;
}

/** A curve, and what twice and four times the speakers would bring. */
export interface SpeakerCurve {
  points: SpeakerCurvePoint[];
  /** Of the accuracy under each kind of knowledge; none where fewer than three counts were tried. */
  beyond: (Extrapolation & { knowledge: Knowledge })[];
}

/** Sets of training speakers where nobody says how many. */
export const SPEAKER_DRAWS = 3;

/** 1, 2, 3, 4, then in steps of about a third up to all but the tested speaker. */
export function usualCounts(speakers: number): number[] {
  const most = speakers - 1;
  const counts: number[] = [];
  for (let count = 1; count < most; count = Math.max(count + 1, Math.round(count * 4 / 3))) {
    counts.push(count);
  }
  return [...counts, most];
}

/**
 * The speakers of a corpus, sorted, and how many of them train, {@link usualCounts} by default.
 * Throws UserError for fewer than two speakers and for counts that are too large; what the files'
 * names tell is enough to find out.
 */
export function planCurve(
  { title, clips }: NamedCorpus,
  counts?: readonly number[],
): { names: string[]; counts: readonly number[] } {
  const names = [...new Set(clips.map(({ speaker }) => speaker))].sort();
  if (names.length < 2 || names.includes("")) {
    throw new UserError(
      `Expected ${title} to name two or more speakers, but found ${names.filter(Boolean).length}`,
    );
  }
  const most = Math.max(...counts ?? []);
  if (most >= names.length) {
    throw new UserError(
      `Expected at most ${names.length - 1} training speakers of ${title}, but found ${most}`,
    );
  }
  return { names, counts: counts ?? usualCounts(names.length) };
}

/**
 * Leaves out each speaker of `corpus` in turn and trains on so many of the others, drawn at random
 * such that they speak every class; these sets do not depend on the model. A finished run is not
 * made again.
 *
 * Throws UserError as planCurve and trainRun do.
 *
 * @example
 * ```ts
 * const { points, beyond } = await speakerCurve(corpus, { counts: [1, 2, 4] });
 * ```
 */
export async function speakerCurve(
  corpus: Corpus,
  { plan = {}, draws = SPEAKER_DRAWS, runsFolder = "runs", ...options }: SpeakerCurveOptions = {},
): Promise<SpeakerCurve> {
  const { names, counts } = planCurve(corpus, options.counts);
  const found = new Map<string, SpeakerCurvePoint & { recalls: number[] }>();
  for (const tested of names) {
    const random = createRandom(1, "training speakers", corpus.id, tested);
    for (const trained of counts) {
      const others = names.filter((name) => name !== tested);
      const sets = speakerSets(corpus, others, { trained, draws, random });
      const lines = new Map<Knowledge, { accuracies: number[]; recalls: number[] }>();
      for (const set of sets) {
        const part = withSpeakers(corpus, [...set, tested]);
        const config = defaultConfig(part, { ...plan, protocol: "speaker", fold: tested });
        // Runs of one configuration on other speakers are other runs.
        const folder = runFolder(config, join(runsFolder, `${corpus.id}-of-${nameOf(set)}`));
        const { metrics } = await trainRun(config, { ...options, folder, corpus: part });
        for (const { knowledge, accuracy, macroRecall } of metrics.lines) {
          const line = lines.get(knowledge) ?? { accuracies: [], recalls: [] };
          line.accuracies.push(accuracy);
          line.recalls.push(macroRecall);
          lines.set(knowledge, line);
        }
      }
      for (const [knowledge, { accuracies, recalls }] of lines) {
        const key = `${trained} ${knowledge}`;
        const point = found.get(key) ??
          { ...{ trained, knowledge, accuracy: 0, uar: 0, speakers: {}, recalls: [] } };
        point.speakers[tested] = mean(accuracies);
        point.recalls.push(mean(recalls));
        found.set(key, point);
      }
    }
  }
  const points = [...found.values()].map(({ recalls, ...point }) => ({
    ...point,
    accuracy: mean(Object.values(point.speakers)),
    uar: mean(recalls),
  }));
  return { points, beyond: beyondAll(points, names) };
}

/** Different sets of `trained` speakers, at most `draws`, who together speak every class. */
function speakerSets(
  { clips, classes }: Corpus,
  others: readonly string[],
  { trained, draws, random }: { trained: number; draws: number; random: Random },
): string[][] {
  const classesOf = Map.groupBy(clips, ({ speaker }) => speaker);
  const sets = new Map<string, string[]>();
  // Enough tries to meet every set of few speakers.
  for (let tries = 0; tries < 20 * draws && sets.size < draws; tries++) {
    const set = random.shuffle(others).slice(0, trained).sort();
    const spoken = new Set(
      set.flatMap((name) => classesOf.get(name)!.map(({ label }) => label)),
    );
    if (spoken.size === classes.length) sets.set(nameOf(set), set);
  }
  return [...sets.values()];
}

function nameOf(speakers: readonly string[]): string {
  return `${speakers.length}-speakers-${sha256(JSON.stringify(speakers)).slice(0, 8)}`;
}

function withSpeakers(corpus: Corpus, speakers: readonly string[]): Corpus {
  const wanted = new Set(speakers);
  return { ...corpus, clips: corpus.clips.filter(({ speaker }) => wanted.has(speaker)) };
}

function beyondAll(points: readonly SpeakerCurvePoint[], names: readonly string[]) {
  const sizes = [2, 4].map((times) => times * (names.length - 1));
  return [...Map.groupBy(points, ({ knowledge }) => knowledge)].flatMap(([knowledge, own]) => {
    if (own.length < 3) return [];
    const groups = names.map((name) =>
      own.filter(({ speakers }) => name in speakers)
        .map(({ trained, speakers }) => ({ size: trained, value: speakers[name] }))
    );
    return extrapolate(groups, sizes).map((point) => ({ ...point, knowledge }));
  });
}
