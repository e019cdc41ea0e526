/** In: a corpus, a speaker and a seed. Out: a split that tests on that speaker alone. */
import { createRandom, type Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Split } from "../corpus.ts";
import { drawGroups, groupClips, groupedIds } from "./draw_groups.ts";

/** Part of the training speaker's clips that validates where there are too few speakers. */
const VALIDATION_PART = 0.1;
/** From this many remaining speakers on, one of them validates. */
const SPEAKERS_TO_SPARE = 3;

/** The corpus's speakers, sorted. Throws UserError where they are unknown or fewer than two. */
export function speakersOf(corpus: Corpus): string[] {
  if (corpus.clips.some((clip) => clip.speaker === "")) {
    throw new UserError(
      `Expected every clip of ${corpus.title} to name its speaker for the speaker protocol, ` +
        `but some do not`,
    );
  }
  const speakers = [...new Set(corpus.clips.map((clip) => clip.speaker))].sort();
  if (speakers.length < 2) {
    throw new UserError(
      `Expected ${corpus.title} to have two or more speakers for the speaker protocol, ` +
        `but found ${speakers.length}`,
    );
  }
  return speakers;
}

/**
 * Leaves the speaker `fold` (the first one by default) out for testing. Where three or more
 * speakers remain, one whole speaker validates, drawn by the seed from those with the most
 * classes, so that no speaker is on two sides. With fewer (TESS) validation is a random 10 % of
 * the remaining clips, grouped by text so that no word is both trained and validated on; training
 * and validation then share the speaker, the test part still does not. No stratification.
 */
export function speakerSplit(corpus: Corpus, seed: number, fold?: string): Split {
  const speakers = speakersOf(corpus);
  const tested = fold ?? speakers[0];
  if (!speakers.includes(tested)) {
    throw new UserError(
      `Expected the fold to be a speaker of ${corpus.title} (${speakers.join(", ")}), ` +
        `but found ${tested}`,
    );
  }
  const random = createRandom(seed, "split", "speaker", corpus.id, tested);
  const rest = corpus.clips.filter((clip) => clip.speaker !== tested);
  const parts = speakers.length - 1 >= SPEAKERS_TO_SPARE
    ? validateOnSpeaker(rest, random)
    : validateOnTexts(rest, random);
  return {
    corpus: corpus.id,
    protocol: "speaker",
    seed,
    fold: tested,
    ...parts,
    test: corpus.clips.filter((clip) => clip.speaker === tested).map((clip) => clip.id).sort(),
  };
}

function validateOnSpeaker(clips: Clip[], random: Random) {
  const classes = new Map<string, Set<string>>();
  for (const { speaker, label } of clips) {
    classes.set(speaker, (classes.get(speaker) ?? new Set()).add(label));
  }
  const most = Math.max(...[...classes.values()].map((labels) => labels.size));
  const candidates = [...classes.keys()].filter((name) => classes.get(name)!.size === most).sort();
  const validator = random.pick(candidates);
  const ids = (wanted: boolean) =>
    clips.filter((clip) => (clip.speaker === validator) === wanted).map((clip) => clip.id).sort();
  return { train: ids(false), validation: ids(true) };
}

function validateOnTexts(clips: Clip[], random: Random) {
  // A clip of unknown text is a group of its own.
  const groups = groupClips(clips, (clip) => clip.text ? `text ${clip.text}` : `clip ${clip.id}`);
  if (groups.size < 2) {
    throw new UserError(
      `Expected two or more texts beside the tested speaker's, but found ${groups.size}`,
    );
  }
  const validation = drawGroups(groups, VALIDATION_PART * clips.length, random);
  return { train: groupedIds(groups), validation };
}
