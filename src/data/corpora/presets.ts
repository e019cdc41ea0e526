/**
 * Corpora that only need a pattern and codes: how their publishers name the files. Each is
 * described by `data add ID FOLDER --preset NAME`.
 */
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import type { SpeakerTraits } from "../corpus.ts";

/** How a published corpus names its files. */
export interface CorpusPreset {
  title: string;
  language: string;
  reference: string;
  /** See compilePattern; with several, the one that most files follow is taken. */
  patterns: readonly string[];
  /** Class by what stands at {class}. */
  codes: Readonly<Record<string, string>>;
  /** What is known of a speaker by what stands at {speaker}; absent where names tell nothing. */
  traits?: (speaker: string) => SpeakerTraits | undefined;
}

/** Where the first letter of {speaker} is F for women and M for men. */
const byFirstLetter = (speaker: string): SpeakerTraits | undefined => {
  const sex = ({ f: "female", m: "male" } as const)[speaker.slice(0, 1).toLowerCase()];
  return sex && { sex };
};

/** Of EMO-DB's ten speakers, as its documentation lists them. */
const emodbSpeakers: Record<string, SpeakerTraits> = {
  "03": { sex: "male", age: "31" },
  "08": { sex: "female", age: "34" },
  "09": { sex: "female", age: "21" },
  "10": { sex: "male", age: "32" },
  "11": { sex: "male", age: "26" },
  "12": { sex: "male", age: "30" },
  "13": { sex: "female", age: "32" },
  "14": { sex: "female", age: "35" },
  "15": { sex: "male", age: "25" },
  "16": { sex: "female", age: "31" },
};

/**
 * Names of classes are those of the built-in corpora, so that several can be trained together.
 * What says neither class, speaker, text nor take, such as an intensity, is {any}.
 */
const corpusPresets = {
  emodb: {
    title: "EMO-DB",
    language: "German",
    reference: "Burkhardt et al., 2005, A database of German emotional speech, Interspeech",
    patterns: ["{speaker:2}{text:3}{class:1}{repetition:1}"],
    codes: {
      W: "angry",
      L: "boredom",
      E: "disgust",
      A: "fear",
      F: "happy",
      T: "sad",
      N: "neutral",
    },
    traits: (speaker) => emodbSpeakers[speaker],
  },
  ravdess: {
    title: "RAVDESS",
    language: "English",
    reference: "Livingstone & Russo, 2018, The Ryerson audio-visual database of emotional speech " +
      "and song, doi 10.1371/journal.pone.0196391",
    // Modality, channel, emotion, intensity, statement, repetition, actor; channel 02 is song.
    patterns: ["{any:2}-01-{class:2}-{any:2}-{text:2}-{repetition:2}-{speaker:2}"],
    codes: {
      "01": "neutral",
      "02": "calm",
      "03": "happy",
      "04": "sad",
      "05": "angry",
      "06": "fear",
      "07": "disgust",
      "08": "surprised",
    },
    // "Odd numbered actors are male, even numbered actors are female."
    traits: (speaker) =>
      /^\d\d$/.test(speaker) ? { sex: Number(speaker) % 2 === 1 ? "male" : "female" } : undefined,
  },
  cremad: {
    title: "CREMA-D",
    language: "English",
    reference: "Cao et al., 2014, CREMA-D: crowd-sourced emotional multimodal actors dataset, " +
      "doi 10.1109/TAFFC.2014.2336244",
    patterns: ["{speaker:4}_{text:3}_{class:3}_{any}"],
    codes: { ANG: "angry", DIS: "disgust", FEA: "fear", HAP: "happy", NEU: "neutral", SAD: "sad" },
  },
  savee: {
    title: "SAVEE",
    language: "English",
    reference: "Haq & Jackson, 2009, Speaker-dependent audio-visual emotion recognition, AVSP",
    // The number counts sentences within an emotion: it does not name the same one in another.
    patterns: ["{speaker:2}/{class}{any:2}", "{speaker:2}_{class}{any:2}"],
    codes: {
      a: "angry",
      d: "disgust",
      f: "fear",
      h: "happy",
      n: "neutral",
      sa: "sad",
      su: "surprised",
    },
    // DC, JE, JK and KL are men of 27 to 31 years; which is how old is not told.
    traits: () => ({ sex: "male" }),
  },
  emovo: {
    title: "EMOVO",
    language: "Italian",
    reference: "Costantini et al., 2014, EMOVO corpus: an Italian emotional speech database, LREC",
    patterns: ["{class:3}-{speaker:2}-{text}"],
    codes: {
      dis: "disgust",
      gio: "happy",
      neu: "neutral",
      pau: "fear",
      rab: "angry",
      sor: "surprised",
      tri: "sad",
    },
    traits: byFirstLetter,
  },
  urdu: {
    title: "URDU",
    language: "Urdu",
    reference: "Latif et al., 2018, Cross lingual speech emotion recognition: Urdu vs. Western " +
      "languages, doi 10.1109/FIT.2018.00023",
    patterns: ["{speaker}_{any}_{class:1}{any}"],
    codes: { A: "angry", H: "happy", N: "neutral", S: "sad" },
    // "SM1" and "SF1": speaker, sex, number.
    traits: (speaker) => /^s[fm]/i.test(speaker) ? byFirstLetter(speaker.slice(1)) : undefined,
  },
  subesco: {
    title: "SUBESCO",
    language: "Bangla",
    reference: "Sultana et al., 2021, SUST Bangla emotional speech corpus (SUBESCO), " +
      "doi 10.1371/journal.pone.0250173",
    // Women and men are numbered from 01 each: "F_01" is the speaker.
    patterns: ["{speaker:4}_{any}_S_{text}_{class}_{repetition}"],
    codes: {
      ANGRY: "angry",
      DISGUST: "disgust",
      FEAR: "fear",
      HAPPY: "happy",
      NEUTRAL: "neutral",
      SAD: "sad",
      SURPRISE: "surprised",
    },
    traits: byFirstLetter,
  },
  shemo: {
    title: "ShEMO",
    language: "Persian",
    reference: "Mohamad Nezami et al., 2019, ShEMO: a large-scale validated database for Persian " +
      "speech emotion detection, doi 10.1007/s10579-018-9427-x",
    patterns: ["{speaker:3}{class:1}{any}"],
    codes: { A: "angry", F: "fear", H: "happy", N: "neutral", S: "sad", W: "surprised" },
    traits: byFirstLetter,
  },
  mesd: {
    title: "MESD",
    language: "Spanish",
    reference: "Duville et al., 2021, The Mexican emotional speech database (MESD), " +
      "doi 10.17632/cy34mh68j9",
    // F, M or C: names tell women, men and children apart, not persons.
    patterns: ["{class}_{speaker:1}_{any:1}_{text}"],
    codes: {
      Anger: "angry",
      Disgust: "disgust",
      Fear: "fear",
      Happiness: "happy",
      Neutral: "neutral",
      Sadness: "sad",
    },
    traits: (speaker) =>
      /^c$/i.test(speaker) ? { age: "child" } : { ...byFirstLetter(speaker), age: "adult" },
  },
} satisfies Record<string, CorpusPreset>;

/** The names, as `--preset` takes them. */
export const presetNames: readonly string[] = Object.keys(corpusPresets);

/** Whether there is a preset of this name. */
export function isPreset(name: string): name is keyof typeof corpusPresets {
  return Object.hasOwn(corpusPresets, name);
}

/** The preset of a name. Throws UserError where there is none. */
export function corpusPreset(name: string): CorpusPreset {
  if (isPreset(name)) return corpusPresets[name];
  throw new UserError(
    `Expected --preset to be one of ${presetNames.join(", ")}, but found ${name}` +
      didYouMean(name, presetNames),
  );
}
