/** An analyser without networks: it says what a test wants, and remembers what it was asked. */
import { emotionShares } from "../../music/emotion.ts";
import {
  type Analyser,
  type ModelStatus,
  type PhotoAnalysis,
  type SpeechAnalysis,
  type UploadKind,
  uploadKinds,
} from "../analysis.ts";

/** What a fake analyser says; a function may throw or wait. */
export interface FakeAnswers {
  trained?: Record<UploadKind, boolean>;
  photo?: (bytes: Uint8Array) => Promise<PhotoAnalysis> | PhotoAnalysis;
  speech?: (bytes: Uint8Array) => Promise<SpeechAnalysis> | SpeechAnalysis;
}

/** The commands that the real analyser names too. */
const commands: Record<UploadKind, string> = {
  photo: "deno task duygu train fer2013",
  speech: "deno task duygu data get turev && deno task duygu train turev",
};

const probabilities = { angry: 0.05, happy: 0.8, sad: 0.1, neutral: 0.05 };
const judgement = {
  predicted: "happy",
  unsure: false,
  probabilities,
  shares: emotionShares(probabilities),
};

/** One happy face, as every photo has by default. */
export const happyPhoto: PhotoAnalysis = {
  width: 640,
  height: 480,
  faces: [{ box: { x: 200, y: 100, width: 240, height: 240 }, ...judgement }],
};

/** A happy voice, as every recording has by default. */
export const happySpeech: SpeechAnalysis = {
  ...judgement,
  durationS: 3,
  spokenS: 1.8,
  usedS: 2,
  knowledge: "nothing",
  warnings: [],
  figure: null,
};

/** Creates one; `asked` counts the questions. */
export function createFakeAnalyser(
  answers: FakeAnswers = {},
): Analyser & { asked: Record<UploadKind, number> } {
  const { trained = { photo: true, speech: true } } = answers;
  const asked = { photo: 0, speech: 0 };
  const describe = (medium: UploadKind): ModelStatus =>
    trained[medium]
      ? {
        trained: true,
        run: `${medium}-run`,
        corpus: "made for this test",
        synthetic: false,
        classes: Object.keys(probabilities),
        accuracy: 0.7,
        accuracyFolds: null,
        unfinished: false,
        claimed: false,
        leastConfidence: 0.4,
        networks: [{ name: `${medium}-run`, figures: [{ part: "test", accuracy: 0.7 }] }],
        figures: [{ part: "test", accuracy: 0.7 }],
        readyMade: medium === "photo" ? { source: "a package", licence: "MIT" } : null,
      }
      : { trained: false, command: commands[medium] };
  return {
    asked,
    status: () =>
      Promise.resolve(
        Object.fromEntries(uploadKinds.map((medium) => [medium, describe(medium)])) as Record<
          UploadKind,
          ModelStatus
        >,
      ),
    analysePhoto: async (bytes) => {
      asked.photo++;
      return await (answers.photo?.(bytes) ?? happyPhoto);
    },
    analyseSpeech: async (bytes) => {
      asked.speech++;
      return await (answers.speech?.(bytes) ?? happySpeech);
    },
    dispose: () => {},
  };
}
