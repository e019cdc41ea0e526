/** In: the clips that are not tested. Out: which of them train and which validate. */
import type { Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Split } from "../corpus.ts";
import { drawGroups, groupClips, groupedIds } from "./draw_groups.ts";

/** Part of the clips that validates where there are too few speakers. */
const VALIDATION_PART = 0.1;
/** From this many speakers on, one of them validates. */
const SPEAKERS_TO_SPARE = 3;

/**
 * Where there are three or more speakers, one whole speaker validates, drawn from those with the
 * most classes, so that no speaker is both trained and validated on. With fewer a random 10 %
 * validates, as {@link validateOnTexts} draws it. No stratification.
 */
export function drawValidation(clips: Clip[], random: Random): Pick<Split, "train" | "validation"> {
  const speakers = new Set(clips.map(({ speaker }) => speaker));
  return speakers.size >= SPEAKERS_TO_SPARE
    ? validateOnSpeaker(clips, random)
    : validateOnTexts(clips, random);
}

function validateOnSpeaker(clips: Clip[], random: Random) {
  const classes = new Map<string, Set<string>>();
  for (const { speaker, label } of clips) {
    classes.set(speaker, (classes.get(speaker) ?? new Set()).add(label));
  }
  const most = [...classes.values()].reduce((most, labels) => Math.max(most, labels.size), 0);
  const candidates = [...classes.keys()].filter((name) => classes.get(name)!.size === most).sort();
  const validator = random.pick(candidates);
  const ids = (wanted: boolean) =>
    clips.filter((clip) => (clip.speaker === validator) === wanted).map((clip) => clip.id).sort();
  return { train: ids(false), validation: ids(true) };
}

/**
 * About 10 % of the clips validate, whole texts at random, so that no word is both trained and
 * validated on. A clip of unknown text is a group of its own. Throws UserError for a single text.
 */
export function validateOnTexts(
  clips: Clip[],
  random: Random,
): Pick<Split, "train" | "validation"> {
  const groups = groupClips(clips, (clip) => clip.text ? `text ${clip.text}` : `clip ${clip.id}`);
  if (groups.size < 2) {
    throw new UserError(
      `Expected two or more texts beside those that are tested, but found ${groups.size}`,
    );
  }
  const validation = drawGroups(groups, VALIDATION_PART * clips.length, random);
  return { train: groupedIds(groups), validation };
}
