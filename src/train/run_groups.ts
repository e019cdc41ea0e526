/** How a run fares by groups of its test clips: by speaker, and by sex and age where known. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import type { Clip } from "../data/corpus.ts";
import { traitGroups } from "../data/speaker_traits.ts";
import { type GroupScore, groupScores } from "../metrics/group_gaps.ts";
import { checkRunFiles } from "./manifest.ts";
import type { Predictions } from "./predictions.ts";

/** Where a run keeps its scores by group; runs of earlier versions have none. */
export const GROUPS = "groups.json";

/** What clips are told apart by. */
export const groupTraits = ["speaker", "sex", "age"] as const;

const fraction = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);
const gap = z.object({ difference, low: difference, high: difference });
const interval = z.object({ low: fraction, high: fraction });

/** Checks {@link TraitScores}. */
const traitScoresSchema = z.object({
  trait: z.enum(groupTraits),
  scores: z.array(z.object({
    name: z.string(),
    clips: z.int().min(1),
    speakers: z.int().min(1).nullable(),
    accuracy: fraction,
    uar: fraction,
    intervals: z.object({ accuracy: interval, uar: interval }).nullable(),
    gap: z.object({ accuracy: gap, uar: gap }).nullable(),
    over: z.enum(["speakers", "texts", "clips"]),
  })),
});
const groupsSchema = z.object({ version: z.literal(1), traits: z.array(traitScoresSchema) });

/** The groups by one trait. */
export interface TraitScores {
  trait: typeof groupTraits[number];
  scores: GroupScore[];
}

/** Every speaker beside all others takes time, and a table of many is read by nobody. */
const SPEAKERS_AT_MOST = 12;

/**
 * Of each trait that is known of some test clip, the scores of its groups. Speakers are told apart
 * where every one is known and there are two to twelve.
 */
export function scoresByTrait(
  { ids, ...predictions }: Predictions,
  clips: readonly Pick<Clip, "id" | "speaker" | "text" | "sex" | "age">[],
): TraitScores[] {
  const tested = new Set(ids);
  const byId = new Map(clips.filter(({ id }) => tested.has(id)).map((clip) => [clip.id, clip]));
  const speakers = ids.map((id) => byId.get(id)?.speaker ?? "");
  const texts = ids.map((id) => byId.get(id)?.text ?? "");
  const count = new Set(speakers).size;
  const isTold = !speakers.includes("") && count >= 2 && count <= SPEAKERS_AT_MOST;
  const traits = [
    ...isTold ? [{ trait: "speaker" as const, groups: speakers }] : [],
    ...traitGroups([...byId.values()]).map(({ trait, groupOf }) => ({
      trait,
      groups: ids.map((id) => groupOf.get(id) ?? ""),
    })),
  ];
  return traits.map(({ trait, groups }) => ({
    trait,
    scores: groupScores({ ...predictions, ids, groups, speakers, texts }),
  }));
}

/** The text of groups.json. */
export function groupsText(traits: readonly TraitScores[]): string {
  return JSON.stringify({ version: 1, traits }, null, 1) + "\n";
}

/**
 * The scores by group that the finished run in `folder` keeps; undefined where it is of an earlier
 * version. Throws UserError where they are malformed or have changed since.
 */
export async function readGroups(folder: string): Promise<TraitScores[] | undefined> {
  const path = join(folder, GROUPS);
  if (!pathExists(path)) return undefined;
  await checkRunFiles(folder, [GROUPS]);
  return (await readJson(path, groupsSchema)).traits;
}

/** What the intervals of such scores draw, and of whom they say something, in words. */
export function drawnNote(scores: readonly GroupScore[]): string {
  const notes = {
    speakers: "speakers of either side are drawn",
    texts: "texts are drawn, the same for both sides: of these speakers only",
    clips: "clips of either side are drawn: of these speakers only",
  };
  return [...new Set(scores.map(({ over }) => notes[over]))].join("; ");
}
