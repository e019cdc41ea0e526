import { foldName, smallLetters } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import type { Clip, Corpus } from "./corpus.ts";

/** Stands between the ids of the corpora in the id of their combination, as in "turev+tess". */
export const COMBINATION_SIGN = "+";

/**
 * Joins `corpora` under the id "turev+tess" and so on. Classes of the same emotion get one name;
 * clips of classes that are not in all corpora are left out. Ids, speakers and texts carry the id
 * of their corpus, as in "turev/1157", so that nothing of two corpora is taken for the same.
 *
 * Throws UserError for fewer than two corpora, for one that is named twice, for corpora of
 * different kinds, and where fewer than two classes are shared.
 *
 * @example
 * ```ts
 * combineCorpora([turev, tess]).classes; // ["angry", "happy", "sad"]
 * ```
 */
export function combineCorpora(corpora: readonly Corpus[]): Corpus {
  const classes = commonClasses(corpora);
  const [{ kind, root }] = corpora;
  return {
    id: corpora.map(({ id }) => id).join(COMBINATION_SIGN),
    title: titlesOf(corpora),
    classes,
    clips: corpora.flatMap((corpus) => clipsOf(corpus, classes)).sort(byId),
    kind,
    synthetic: corpora.some((corpus) => corpus.synthetic),
    root,
  };
}

/**
 * The classes that the combination of `corpora` has, before any of their files is read. Throws as
 * {@link combineCorpora} does.
 */
export function commonClasses(
  corpora: readonly Pick<Corpus, "id" | "title" | "kind" | "classes">[],
): string[] {
  const ids = corpora.map(({ id }) => id);
  const titles = titlesOf(corpora);
  if (new Set(ids).size < Math.max(2, ids.length)) {
    throw new UserError(`Expected two or more different corpora, but found ${ids.join(", ")}`);
  }
  const [{ kind }] = corpora;
  if (kind === "features" || corpora.some((corpus) => corpus.kind !== kind)) {
    throw new UserError(
      `Expected ${titles} to be all recordings or all pictures, but they are ` +
        corpora.map((corpus) => corpus.kind).join(" and "),
    );
  }
  const classes = sharedClasses(corpora.map((corpus) => corpus.classes));
  if (classes.length < 2) {
    throw new UserError(
      `Expected ${titles} to share two or more classes, but found ${classes.join(", ") || "none"}`,
    );
  }
  return classes;
}

function titlesOf(corpora: readonly Pick<Corpus, "title">[]): string {
  return corpora.map(({ title }) => title).join(" and ");
}

/** The id of the corpus that a combination's clip is from. */
export function originOf({ id }: Pick<Clip, "id">): string {
  return id.slice(0, id.indexOf("/"));
}

function clipsOf({ id, clips }: Corpus, classes: string[]): Clip[] {
  const marked = (name: string) => name === "" ? "" : `${id}/${name}`;
  return clips.flatMap((clip) => {
    const label = emotionName(clip.label);
    if (!classes.includes(label)) return [];
    const { speaker, text } = clip;
    return { ...clip, id: marked(clip.id), label, speaker: marked(speaker), text: marked(text) };
  });
}

function byId(a: Clip, b: Clip): number {
  return a.id < b.id ? -1 : 1;
}

/** Names for the same emotion; each list begins with the one that is kept. Calm is not neutral. */
const SYNONYMS = [
  ["angry", "anger", "ang"],
  ["happy", "happiness", "joy", "hap"],
  ["sad", "sadness"],
  ["fear", "fearful", "fearfulness"],
  ["surprised", "surprise", "pleasant surprise", "pleasant_surprise", "ps"],
  ["disgust", "disgusted"],
  ["neutral", "neutrality"],
];

/**
 * The emotion that a corpus calls `name`: "angry" for "Anger"; the name itself if none is known.
 */
export function emotionName(name: string): string {
  const folded = foldName(name.trim());
  return SYNONYMS.find((names) => names.includes(folded))?.[0] ?? smallLetters(name.trim());
}

/** Emotions that every list of classes has, in the order of the first list. */
export function sharedClasses(lists: readonly (readonly string[])[]): string[] {
  const [first, ...others] = lists.map((classes) => [...new Set(classes.map(emotionName))]);
  return first.filter((name) => others.every((names) => names.includes(name)));
}
