import type { Emotion } from "./emotion.ts";
import type { PaperReason, PlaneReason, Recommendation } from "./recommendation.ts";
import type { Track } from "./tracks.ts";

/** All values of {@link Language}. */
export const languages = ["en", "tr"] as const;
/** A language that recommendations are explained in, by its ISO 639-1 code. */
export type Language = typeof languages[number];

/** Names of the emotions; in Turkish those of paper F, Table 1. */
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
    neutral: "doğal",
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
    const head = `${keyText(track, language)}, dakikada ${beats} vuruş (hız sırası ${
      percent(tempoRank, language)
    })`;
    const moods = { positive: "olumlu", negative: "olumsuz", neutral: "doğal" };
    const use = intent === "lift"
      ? `keyfi yerine getirmek için (şimdi ${name})`
      : mood === "neutral"
      ? "doğal duygu için"
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
      tempo: "though its tempo is another",
      mode: "though its key is another",
      both: "as nothing better is left",
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
    const use = intent === "lift" ? `keyif adımı ${step}/${steps} (baştaki: ${name})` : name;
    return `Neşe sırası ${shown(place.valence)}, canlılık sırası ${shown(place.arousal)}; ` +
      `hedef ${shown(target.valence)} ve ${shown(target.arousal)}: ${use}`;
  }
  const use = intent === "lift"
    ? `step ${step} of ${steps} up from ${name}`
    : `what ${name} asks for`;
  return `More cheerful than ${shown(place.valence)} and livelier than ${shown(place.arousal)} ` +
    `of the list; the aim is ${shown(target.valence)} and ${shown(target.arousal)}: ${use}`;
}

function keyText({ key, mode }: Track, language: Language): string {
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
