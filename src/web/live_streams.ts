/**
 * Streams of live answers, as server-sent events: who opens one gets a number, sends pictures and
 * sounds to it, and hears what is seen and heard, smoothed. What is known of a stream lives in this
 * process's memory and ends with the connection.
 */
import type { Analyser, PhotoAnalysis, SpeechAnalysis } from "./analysis.ts";
import { ApiError, type LiveEvents } from "./api_schemas.ts";
import {
  type FollowedFaces,
  followFaces,
  forgetMs,
  type Mood,
  noFaces,
  smoothMood,
  timeConstantMs,
  toldFaces,
} from "./live_moods.ts";
import type { Limits } from "./request_limits.ts";

/** Where nobody speaks so long in a sound, nobody is judged by it. */
const LEAST_SPOKEN_S = 0.5;

/** So often something is sent where nothing happens, so that a connection that is dead is noticed. */
const BEAT_MS = 15_000;

/** Where all streams are taken, one may be free again then. */
const RETRY_AFTER_S = 5;

/** A stream that somebody listens to. */
export interface LiveStream {
  /** Throws ApiError where the stream has ended: what is asked for it need not be computed. */
  check(): void;
  /** Tells of a picture's faces. */
  tellFaces(photo: PhotoAnalysis): void;
  /** Tells of a sound's voice. */
  tellVoice(speech: SpeechAnalysis): void;
}

/** All of them. */
export interface LiveStreams {
  /** Opens one. Throws ApiError "busy" where there are as many as may be. */
  open(): Promise<Response>;
  /** The one with this number. Throws ApiError "not_found" where there is none. */
  find(id: string): LiveStream;
  /** How many there are. */
  readonly count: number;
}

/** Creates the place of all streams of a server. `now` is performance.now by default. */
export function createLiveStreams(
  { analyser, limits, now = () => performance.now() }: {
    analyser: Pick<Analyser, "status">;
    limits: Pick<Limits, "streams" | "streamIdleMs">;
    now?: () => number;
  },
): LiveStreams {
  const streams = new Map<string, LiveStream>();
  let opening = 0;
  return {
    get count() {
      return streams.size + opening;
    },
    find: (id) => {
      const stream = streams.get(id);
      if (stream) return stream;
      throw new ApiError("not_found", "There is no such stream; GET /api/live opens one");
    },
    open: async () => {
      if (streams.size + opening >= limits.streams) {
        throw new ApiError("busy", `Expected at most ${limits.streams} live streams at once`, {
          retryAfterS: RETRY_AFTER_S,
        });
      }
      opening++;
      // No stream is opened where nobody knows what is trained.
      const models = await analyser.status().finally(() => opening--);
      const leastConfidence = (medium: "photo" | "speech") => {
        const model = models[medium];
        return model.trained ? model.leastConfidence : null;
      };
      const least = { photo: leastConfidence("photo"), speech: leastConfidence("speech") };
      const id = crypto.randomUUID();
      const beginMs = now();
      let faces: FollowedFaces = noFaces;
      let voice: Mood | undefined;
      let end = () => {};
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const write = (text: string) => controller.enqueue(encoder.encode(text));
          const tell = <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) =>
            write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
          const beat = setInterval(() => write(":\n\n"), BEAT_MS);
          let idle: ReturnType<typeof setTimeout>;
          const isUsed = () => {
            clearTimeout(idle);
            idle = setTimeout(() => {
              tell("end", { reason: "idle" });
              end();
              controller.close();
            }, limits.streamIdleMs);
          };
          end = () => {
            streams.delete(id);
            clearInterval(beat);
            clearTimeout(idle);
          };
          const check = () => {
            if (!streams.has(id)) throw new ApiError("not_found", "The stream has ended");
            isUsed();
          };
          streams.set(id, {
            check,
            tellFaces: ({ width, height, faces: found }) => {
              if (!streams.has(id)) return;
              const nowMs = now();
              faces = followFaces(faces, found, { nowMs, leastConfidence: least.photo ?? 0 });
              tell("faces", {
                atS: secondsSince(beginMs, nowMs),
                width,
                height,
                faces: toldFaces(faces).map(({ id, box, isSeen, mood }) => {
                  return { id, isSeen, box, ...judgementOf(mood) };
                }),
              });
            },
            tellVoice: (speech) => {
              if (!streams.has(id)) return;
              const nowMs = now();
              const { probabilities, shares, spokenS } = speech;
              const isHeard = probabilities !== null && spokenS >= LEAST_SPOKEN_S;
              if (voice && nowMs - voice.atMs >= forgetMs.voice) voice = undefined;
              if (isHeard) {
                const constantMs = timeConstantMs.voice;
                const leastConfidence = least.speech ?? 0;
                const answer = { probabilities, shares };
                voice = smoothMood(voice, answer, { nowMs, constantMs, leastConfidence });
              }
              tell("voice", {
                atS: secondsSince(beginMs, nowMs),
                isHeard,
                spokenS,
                voice: voice ? judgementOf(voice) : null,
              });
            },
          });
          isUsed();
          tell("open", { id, leastConfidence: least });
        },
        cancel: () => end(),
      });
      return new Response(body, {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          // Proxies that collect answers would keep them back; nginx reads this.
          "x-accel-buffering": "no",
        },
      });
    },
  };
}

function secondsSince(beginMs: number, nowMs: number): number {
  return Math.round(nowMs - beginMs) / 1000;
}

function judgementOf({ predicted, unsure, probabilities, shares }: Mood) {
  return { predicted, unsure, probabilities, shares };
}
