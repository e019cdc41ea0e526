/** Shapes of what goes over the wire; openapi.ts publishes them, the routes check against them. */
import { z } from "zod";
import { knowledgeKinds } from "../metrics/knowledge.ts";
import { emotions } from "../music/emotion.ts";
import { languages } from "../music/explain_recommendation.ts";
import { DEFAULT_POLICY, intents, policies } from "../music/recommendation.ts";
import { warningKinds } from "../train/input_check.ts";

/** What can go wrong, as the page and other programs read it, with its HTTP status. */
export const errorStatus = {
  invalid_request: 400,
  unauthorized: 401,
  wrong_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  upload_too_slow: 408,
  not_trained: 409,
  too_large: 413,
  unsupported_type: 415,
  range_not_satisfiable: 416,
  wrong_host: 421,
  unreadable: 422,
  too_many_requests: 429,
  busy: 429,
  failed: 500,
  took_too_long: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** What an answer tells beside its sentence. */
interface ErrorDetails {
  /** The command that trains the missing network. */
  command?: string;
  /** Seconds after which to try again. */
  retryAfterS?: number;
  /** Methods that there are. */
  allow?: string;
  /** Of a file, of which a part was requested that it does not have. */
  sizeBytes?: number;
}

/** Ends a request with the status of `code` and one English sentence. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** The answer that tells of `error`. */
export function errorResponse({ code, message, details }: ApiError): Response {
  const { command, retryAfterS, allow, sizeBytes } = details;
  const headers = new Headers({ "cache-control": "no-store" });
  if (retryAfterS !== undefined) headers.set("retry-after", String(Math.ceil(retryAfterS)));
  if (allow !== undefined) headers.set("allow", allow);
  if (code === "unauthorized") headers.set("www-authenticate", "Bearer");
  if (sizeBytes !== undefined) headers.set("content-range", `bytes */${sizeBytes}`);
  const body = { error: { code, message, ...command === undefined ? {} : { command } } };
  return Response.json(body, { status: errorStatus[code], headers });
}

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const emotion = z.enum(emotions);

/** Emotions that are there, each above 0; they need not sum to 1. */
const sharesSchema = z.partialRecord(emotion, z.number().positive().max(1))
  .refine((shares) => Object.keys(shares).length > 0, "Expected one emotion or more")
  .meta({ minProperties: 1 });

const trackIds = z.array(z.string().max(200)).max(500).default([]);

/** The question of POST /api/music. */
export const musicRequestSchema = z.strictObject({
  shares: sharesSchema,
  policy: z.enum(policies).default(DEFAULT_POLICY),
  intent: z.enum(intents).default("match"),
  count: z.int().min(1).max(50).default(10),
  seed: z.int().default(0),
  /** Ids of tracks just played, the oldest first. */
  played: trackIds,
  /** False leaves out what the list marks as explicit. */
  explicit: z.boolean().default(true),
  /** Leaves out what is not known to be sung in it. */
  songLanguage: z.string().regex(/^[a-z]{2,3}$/).optional().meta({
    description: "A code of ISO 639, one of the status's music.languages",
  }),
  /** Ids of tracks that are not to be chosen any more. */
  refused: trackIds,
  /** Ids of tracks that were liked; music like these is preferred. */
  liked: trackIds,
  /** Ids of tracks that were skipped; music like these is avoided. */
  skipped: trackIds,
  language: z.enum(languages).default("en"),
}).meta({ examples: [{ shares: { sad: 0.7, neutral: 0.3 }, intent: "lift", language: "tr" }] });

/** The answer of POST /api/music. */
export const musicAnswerSchema = z.object({
  emotion,
  tracks: z.array(z.object({
    id: z.string(),
    name: z.string(),
    artist: z.string(),
    year: z.int().nullable(),
    durationMs: z.number().nullable(),
    tempo: z.number(),
    /** Pitch class: 0 C, 1 C♯, … 11 B. */
    key: z.int().nullable(),
    mode: z.enum(["major", "minor"]),
    valence: share,
    energy: share,
    /** Missing where the list does not tell. */
    explicit: z.boolean().optional(),
    /** What it is sung in, ISO 639; missing where the list does not tell. */
    language: z.string().optional(),
    /** One line that says why, in the language requested. */
    why: z.string(),
  })),
  renamed: z.record(z.string(), z.string()).meta({
    description: "Ids of the request that are others now, after an update: the former to the new",
  }),
});

/** The answer of POST /api/music. */
export type MusicAnswer = z.infer<typeof musicAnswerSchema>;

/** A box in pixels of the upright photo. */
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const judgement = {
  predicted: z.string(),
  /** Too little confidence, or no audible speech. */
  unsure: z.boolean(),
  probabilities: z.record(z.string(), share),
  /** Of the emotions that music is chosen for. */
  shares: z.partialRecord(emotion, share),
};

/** The answer of POST /api/photo; pixels of the upright photo, the largest face first. */
export const photoAnswerSchema = z.object({
  width: count,
  height: count,
  faces: z.array(z.object({
    box,
    ...judgement,
  })),
});

/** The answer of POST /api/speech. */
export const speechAnswerSchema = z.object({
  ...judgement,
  predicted: judgement.predicted.nullable().meta({
    description: "Null for silence and what is too short to judge; `warnings` says which",
  }),
  probabilities: judgement.probabilities.nullable().meta({
    description: "Null as `predicted` is; `shares` has none then",
  }),
  knowledge: z.enum(knowledgeKinds).meta({
    description: "What was known of the speaker: nothing, for recordings are analysed one by one",
  }),
  warnings: z.array(z.object({ kind: z.enum(warningKinds), message: z.string() })).meta({
    description: "Why the recording may be unlike what the network was trained on",
  }),
  figure: z.object({
    knowledge: z.enum(knowledgeKinds),
    clips: z.number().nullable(),
    accuracy: share,
    uar: share.nullable(),
    count,
    folds: z.int().min(1).nullable(),
    protocol: z.string(),
    answered: z.object({ coverage: share, accuracy: share.nullable() }).nullable(),
  }).nullable().meta({
    description:
      "How often the network is right on test clips with so much knowledge; `answered`: " +
      "of the answers that are not unsure; `folds`: where the network was trained on all clips, " +
      "the figure is the mean over so many folds, of networks trained on a part of these clips. " +
      "Null where it was not measured",
  }),
  durationS: z.number().min(0),
  spokenS: z.number().min(0).meta({ description: "In so many seconds of it somebody speaks" }),
  usedS: z.number().min(0),
});

/** The events of GET /api/live, by their names; each one's `data` is JSON of this shape. */
export const liveEventSchemas = {
  /** The first. */
  open: z.object({
    id: z.uuid(),
    leastConfidence: z.object({ photo: share.nullable(), speech: share.nullable() }),
  }),
  /** After each picture: everybody who is followed, the largest face first. */
  faces: z.object({
    atS: z.number().min(0),
    width: count,
    height: count,
    faces: z.array(z.object({
      id: z.int().min(1).meta({ description: "The same for the same face" }),
      isSeen: z.boolean().meta({ description: "Whether it is in the newest picture" }),
      box,
      ...judgement,
    })),
  }),
  /** After each sound. */
  voice: z.object({
    atS: z.number().min(0),
    isHeard: z.boolean().meta({ description: "Whether somebody spoke in the newest sound" }),
    spokenS: z.number().min(0),
    voice: z.object(judgement).nullable().meta({
      description: "Null before anybody spoke, and long after",
    }),
  }),
  /** The last, where the server ends the stream. */
  end: z.object({ reason: z.literal("idle") }),
};

/** What the events of GET /api/live carry. */
export type LiveEvents = {
  [Name in keyof typeof liveEventSchemas]: z.infer<(typeof liveEventSchemas)[Name]>;
};

const partFigures = z.array(z.object({ part: z.string(), accuracy: share }));

const modelSchema = z.discriminatedUnion("trained", [
  z.object({
    trained: z.literal(true),
    run: z.string(),
    corpus: z.string(),
    synthetic: z.boolean(),
    classes: z.array(z.string()),
    accuracy: share.nullable().meta({
      description: "On its test set, nothing known of the person; null where it was not measured",
    }),
    accuracyFolds: z.int().min(1).nullable().meta({
      description: "Where the network was trained on all clips: `accuracy` is the mean over so " +
        "many folds, of networks trained on a part of these clips; else null",
    }),
    unfinished: z.boolean().meta({
      description: "Whether its training was interrupted; how often it is right is not known then",
    }),
    claimed: z.boolean().meta({
      description: "Whether its figures are only what whoever trained it elsewhere claims",
    }),
    networks: z.array(z.object({ name: z.string(), figures: partFigures })).meta({
      description: "Those that answer; several do by the mean of their calibrated probabilities",
    }),
    figures: partFigures.meta({ description: "Of their common answer" }),
    leastConfidence: share.nullable().meta({
      description: "Below it an answer is unsure; null where the network was never calibrated",
    }),
    readyMade: z.object({ source: z.string(), licence: z.string() }).nullable().meta({
      description: "Where a ready-made network comes from; null for a run of one's own",
    }),
  }),
  z.object({ trained: z.literal(false), command: z.string() }),
]);

/** The answer of GET /api/status. */
export const statusSchema = z.object({
  photo: modelSchema,
  speech: modelSchema,
  music: z.object({
    source: z.string(),
    madeUp: z.boolean(),
    tracks: count,
    /** Whether GET /api/music/audio/{id} has their sound. */
    playable: z.boolean(),
    /** How many are marked as explicit. */
    explicit: count,
    languages: z.record(z.string(), count).meta({
      description: "How many are known to be sung in a language, by its code of ISO 639",
    }),
  }),
  limits: z.object({ photoBytes: count, speechBytes: count, speechSeconds: z.number() }),
});

/** The answer of GET /api/status. */
export type StatusAnswer = z.infer<typeof statusSchema>;

/** The answer of GET /health. */
export const healthSchema = z.object({
  status: z.literal("ok"),
  /** Uploads and analyses under way. */
  queued: count,
  /** Live streams. */
  streams: count,
  /** Pictures and sounds since the server was started. */
  analysed: count,
});

/** Every answer that is no success. */
export const errorSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [keyof typeof errorStatus]),
    message: z.string(),
    command: z.string().optional(),
  }),
});
