import type { Emotion } from "./emotion.ts";
import type { PaperReason, PlaneReason, Recommendation } from "./recommendation.ts";
import type { Track } from "./tracks.ts";

/** All values of {@link Language}. */
export const languages = ["en", "tr"] as const;
/** A language that recommendations are explained in, by its ISO 639-1 code. */
export type Language = typeof languages[number];

/** Names of the emotions; in Turkish those of paper F, Table 1, but for "nötr" (there "doğal"). */
export const emotionNames: Record<Language, Record<Emotion, string>> = {
  en: {
    angry: "angry",
    disgust: "disgusted",
    fear: "afraid",
    happy: "happy",
    sad: "sad",
    surprise: "surprised",
    neutral: "neutral",
    calm: "calm",
  },
  tr: {
    angry: "sinirli",
    disgust: "tiksinmiş",
    fear: "korkmuş",
    happy: "mutlu",
    sad: "üzgün",
    surprise: "şaşkın",
    neutral: "nötr",
    calm: "sakin",
  },
};

const keyNames: Record<Language, readonly string[]> = {
  en: ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"],
  tr: ["Do", "Do♯", "Re", "Mi♭", "Mi", "Fa", "Fa♯", "Sol", "La♭", "La", "Si♭", "Si"],
};

/**
 * Why the track was chosen, as one sentence without a full stop.
 *
 * @example
 * ```ts
 * explainRecommendation(recommendation, "en");
 * // "C major at 142 beats a minute, faster than 80% of the list: for a positive mood (happy)"
 * ```
 */
export function explainRecommendation(
  { track, reason }: Recommendation,
  language: Language,
): string {
  return reason.policy === "paper"
    ? explainPaper(track, reason, language)
    : explainPlane(reason, language);
}

function explainPaper(track: Track, reason: PaperReason, language: Language): string {
  const { emotion, intent, mood, tempoRank, tempoFits, modeFits } = reason;
  const name = emotionNames[language][emotion];
  const beats = Math.round(track.tempo);
  if (language === "tr") {
    const head = `${keyText(track, language)}, dakikada ${beats} vuruş, listenin ${
      percentFrom(tempoRank)
    } hızlı`;
    const moods = { positive: "olumlu", negative: "olumsuz", neutral: "nötr" };
    const use = intent === "lift"
      ? `keyfi yerine getirmek için (şimdi ${name})`
      : mood === "neutral"
      ? "nötr duygu için"
      : `${moods[mood]} duygu için (${name})`;
    return `${head}: ${use}${misfitText(tempoFits, modeFits, language)}`;
  }
  const head = `${keyText(track, language)} at ${beats} beats a minute, faster than ${
    percent(tempoRank, language)
  } of the list`;
  const use = intent === "lift"
    ? `to lift the mood (now ${name})`
    : mood === "neutral"
    ? "for a neutral mood"
    : `for a ${mood} mood (${name})`;
  return `${head}: ${use}${misfitText(tempoFits, modeFits, language)}`;
}

/** What does not fit, where too few tracks were left. */
function misfitText(tempoFits: boolean, modeFits: boolean, language: Language): string {
  if (tempoFits && modeFits) return "";
  const texts = {
    en: {
      tempo: "though its tempo differs",
      mode: "though its key differs",
      both: "as no better track is left",
    },
    tr: {
      tempo: "hızı tam uymasa da",
      mode: "tonu tam uymasa da",
      both: "daha uygunu kalmadığından",
    },
  }[language];
  return ", " + (modeFits ? texts.tempo : tempoFits ? texts.mode : texts.both);
}

function explainPlane(reason: PlaneReason, language: Language): string {
  const { emotion, intent, target, place, step, steps } = reason;
  const name = emotionNames[language][emotion];
  const shown = (share: number) => percent(share, language);
  if (language === "tr") {
    const use = intent === "lift" ? `${steps} adımdan ${step}. (başlangıç: ${name})` : name;
    return `Listenin ${percentFrom(place.valence)} daha neşeli, ${
      percentFrom(place.arousal)
    } daha canlı; ` +
      `hedef ${shown(target.valence)} ve ${shown(target.arousal)}: ${use}`;
  }
  const use = intent === "lift" ? `step ${step} of ${steps} up from ${name}` : `for ${name}`;
  return `More cheerful than ${shown(place.valence)} and livelier than ${shown(place.arousal)} ` +
    `of the list; the target is ${shown(target.valence)} and ${shown(target.arousal)}: ${use}`;
}

/** The key in words, such as "A minor"; "A minor key" where only the mode is known. */
export function keyText({ key, mode }: Pick<Track, "key" | "mode">, language: Language): string {
  const scale = { en: { major: "major", minor: "minor" }, tr: { major: "majör", minor: "minör" } };
  const word = scale[language][mode];
  if (key !== null) return `${keyNames[language][key]} ${word}`;
  return language === "tr" ? `${word[0].toUpperCase()}${word.slice(1)} ton` : `A ${word} key`;
}

/** English writes "80%", Turkish "%80". */
function percent(share: number, language: Language): string {
  const number = Math.round(share * 100);
  return language === "tr" ? `%${number}` : `${number}%`;
}

/** "from" in Turkish, after the number's last word: sıfır, bir, iki, …; on, yirmi, …; yüz. */
const ablativeOfUnits = "ından inden sinden ünden ünden inden sından sinden inden undan".split(" ");
const ablativeOfTens = "ından undan sinden undan ından sinden ından inden inden ından".split(" ");

/** The percentage with "from" behind it, such as "%89'undan". */
function percentFrom(share: number): string {
  const number = Math.round(share * 100);
  const ending = number === 100
    ? "ünden"
    : number % 10 === 0
    ? ablativeOfTens[number / 10]
    : ablativeOfUnits[number % 10];
  return `%${number}'${ending}`;
}
