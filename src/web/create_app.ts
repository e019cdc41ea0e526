import { basename } from "node:path";
import { type Context, Hono } from "hono";
import { parseJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { strongestEmotion } from "../music/emotion.ts";
import { explainRecommendation } from "../music/explain_recommendation.ts";
import { recommendTracks } from "../music/recommend_tracks.ts";
import type { MusicLibrary } from "../music/music_library.ts";
import { countLanguages } from "../music/song_languages.ts";
import { currentIds, type TrackList } from "../music/tracks.ts";
import { hasApiKey, letIn, missingKey } from "./api_key.ts";
import { type Analyser, AnalysisTimeoutError, type UploadKind, uploadKinds } from "./analysis.ts";
import {
  ApiError,
  errorResponse,
  type MusicAnswer,
  musicAnswerSchema,
  musicRequestSchema,
  type StatusAnswer,
} from "./api_schemas.ts";
import { readAudioPart } from "./audio_files.ts";
import { createLiveStreams, type LiveStream } from "./live_streams.ts";
import { openapiDocument } from "./openapi.ts";
import { pageFiles, renderPage } from "./page_files.ts";
import {
  checkHost,
  checkOrigin,
  foundMediaType,
  mediaTypes,
  namedMediaType,
  setSecurityHeaders,
} from "./request_checks.ts";
import {
  clientAddress,
  createRateLimit,
  createWorkQueue,
  isSecure,
  type Limits,
  readBody,
} from "./request_limits.ts";

/** What the application is made of. */
export interface AppParts {
  analyser: Analyser;
  /** What is recommended; a library can be listened to as well. */
  music: TrackList | MusicLibrary;
  limits: Limits;
  /** Names beside localhost under which the server is reached, as hostName writes them. */
  allowedHosts?: readonly string[];
  /** Addresses of reverse proxies, whose headers tell who their clients are. */
  proxies?: readonly string[];
  /** What requests must have; see api_key.ts. */
  apiKey?: string;
  /** Milliseconds, for what live streams forget; performance.now by default. */
  now?: () => number;
  /** Where failures that are nobody's fault are reported; they hold nothing of what was sent. */
  log?: (line: string) => void;
}

/** What the server knows of a request beside the request. */
interface Connection {
  /** Address of the client. */
  address: string;
}

type AppContext = Context<{ Bindings: Connection }>;

/** The application. Its `fetch(request, connection)` answers; it opens no port. */
export function createApp(parts: AppParts): Hono<{ Bindings: Connection }> {
  const { limits, allowedHosts = [], proxies = [], apiKey, log = (line) => console.error(line) } =
    parts;
  const app = new Hono<{ Bindings: Connection }>();
  const queue = createWorkQueue(limits.places);
  const { postsPerMinute, postsAtOnce } = limits;
  const rate = createRateLimit({ perMinute: postsPerMinute, burst: postsAtOnce });

  const takePlace = (request: Request, address: string) => {
    const retryAfterS = rate.take(clientAddress(request, address, proxies));
    if (retryAfterS === 0) return;
    throw new ApiError("too_many_requests", "Too many requests; wait a little", { retryAfterS });
  };

  app.use(async (context, next) => {
    await next();
    setSecurityHeaders(context.res.headers);
  });
  app.use(async (context, next) => {
    checkHost(context.req.raw, allowedHosts);
    await next();
  });
  if (apiKey !== undefined) {
    app.use(async (context, next) => {
      const { raw, path } = context.req;
      if (path === "/health" || hasApiKey(raw, apiKey)) return await next();
      const answer = letIn(raw, apiKey, isSecure(raw, context.env.address, proxies));
      if (answer) return answer;
      takePlace(raw, context.env.address);
      throw missingKey();
    });
  }
  app.onError((error) => errorResponse(asApiError(error, log)));
  app.notFound(() => errorResponse(new ApiError("not_found", "There is nothing here")));

  const onlyPost = async (context: AppContext, next: () => Promise<void>) => {
    if (context.req.method !== "POST") throw methodError("POST");
    checkOrigin(context.req.raw);
    takePlace(context.req.raw, context.env.address);
    await next();
  };
  app.use("/api/photo", onlyPost);
  app.use("/api/speech", onlyPost);
  app.use("/api/music", onlyPost);
  app.use("/api/live/:id/*", onlyPost);

  const { analyser } = parts;
  let analysed = 0;
  /** Analyses an upload; where it is for a live stream that has ended meanwhile, no more. */
  const analyse = async (request: Request, medium: UploadKind, stream?: LiveStream) => {
    const place = queue.enter();
    try {
      const bytes = await readUpload(request, medium, parts);
      return await place.run(async () => {
        stream?.check();
        analysed++;
        return medium === "photo"
          ? { photo: await analyser.analysePhoto(bytes) }
          : { speech: await analyser.analyseSpeech(bytes) };
      });
    } finally {
      place.leave();
    }
  };
  const streams = createLiveStreams({ analyser, limits, now: parts.now });
  for (const medium of uploadKinds) {
    app.post(`/api/${medium}`, async ({ req }) => {
      const { photo, speech } = await analyse(req.raw, medium);
      return answer((photo ?? speech)!);
    });
    app.post(`/api/live/:id/${medium}`, async ({ req }) => {
      const stream = streams.find(req.param("id"));
      stream.check();
      const { photo, speech } = await analyse(req.raw, medium, stream);
      if (photo) stream.tellFaces(photo);
      if (speech) stream.tellVoice(speech);
      return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
    });
  }
  app.get("/api/live", async ({ req, env }) => {
    checkOrigin(req.raw);
    // HEAD asks for no stream.
    if (req.raw.method !== "GET") throw methodError("GET");
    takePlace(req.raw, env.address);
    return await streams.open();
  });
  app.all("/api/live", () => {
    throw methodError("GET");
  });
  app.post("/api/music", async ({ req }) => answer(await recommend(req.raw, parts)));
  app.on(["GET", "HEAD"], "/api/music/audio/:id", async ({ req }) => {
    checkOrigin(req.raw);
    const { music } = parts;
    return await readAudioPart("folder" in music ? music : undefined, req.param("id"), req.raw);
  });
  app.all("/api/music/audio/:id", () => {
    throw methodError("GET, HEAD");
  });
  app.get("/api/status", async () => answer(await describe(parts)));
  app.get(
    "/health",
    () => answer({ status: "ok", queued: queue.taken, streams: streams.count, analysed }),
  );
  const description = openapiDocument();
  app.get("/openapi.json", () => answer(description));
  addPage(app);
  return app;
}

function addPage(app: Hono<{ Bindings: Connection }>): void {
  app.get("/", ({ req }) => {
    const { html, language } = renderPage(req.query("lang"), req.header("accept-language"));
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "content-language": language,
      "cache-control": "no-cache",
      vary: "Accept-Language",
    };
    return new Response(html, { headers });
  });
  for (const { path, type, text, gzip, etag } of pageFiles) {
    app.get(path, ({ req }) => {
      const isSmall = acceptsGzip(req.header("accept-encoding"));
      const tag = isSmall ? etag.replace(/"$/, '-gzip"') : etag;
      const headers = {
        "content-type": type,
        "cache-control": "no-cache",
        vary: "Accept-Encoding",
        etag: tag,
        ...isSmall ? { "content-encoding": "gzip" } : {},
      };
      return req.header("if-none-match") === tag
        ? new Response(null, { status: 304, headers })
        : new Response(isSmall ? gzip : text, { headers });
    });
  }
  const readable = [
    "/",
    "/health",
    "/openapi.json",
    "/api/status",
    ...pageFiles.map((f) => f.path),
  ];
  for (const path of readable) {
    app.all(path, () => {
      throw methodError("GET, HEAD");
    });
  }
}

/** Whether Accept-Encoding has gzip, and not with the quality 0. */
function acceptsGzip(header = ""): boolean {
  return header.split(",").some((part) => {
    const [name, ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
    return name === "gzip" && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one));
  });
}

/** The upload of a medium whose network is trained, checked before anything decodes it. */
async function readUpload(
  request: Request,
  medium: UploadKind,
  { analyser, limits }: AppParts,
): Promise<Uint8Array<ArrayBuffer>> {
  const types = mediaTypes[medium];
  const named = namedMediaType(request.headers.get("content-type"));
  if (!types.includes(named)) throw headerError(types, named);
  const model = (await analyser.status())[medium];
  if (!model.trained) {
    const message = `No network is trained for this yet; train one by: ${model.command}`;
    throw new ApiError("not_trained", message, { command: model.command });
  }
  const maxBytes = medium === "photo" ? limits.photoBytes : limits.speechBytes;
  const bytes = await readBody(request, { maxBytes, timeoutMs: limits.uploadMs });
  const found = foundMediaType(bytes);
  if (found === undefined || !types.includes(found)) throw contentError(types, found);
  return bytes;
}

async function recommend(request: Request, { music, limits }: AppParts): Promise<MusicAnswer> {
  const named = namedMediaType(request.headers.get("content-type"));
  if (named !== "application/json") throw headerError(["application/json"], named);
  const limit = { maxBytes: limits.jsonBytes, timeoutMs: limits.uploadMs };
  const text = new TextDecoder().decode(await readBody(request, limit));
  const { language, ...asked } = parseQuestion(text);
  const ofIds = (["played", "refused", "liked", "skipped"] as const)
    .map((kind) => [kind, currentIds(music, asked[kind])] as const);
  const question = { ...asked, ...Object.fromEntries(ofIds) };
  const chosen = recommendTracks(music.tracks, question);
  const renamed = ofIds.flatMap(([kind, ids]) => ids.map((id, at) => [asked[kind][at], id]))
    .filter(([former, id]) => former !== id);
  // The schema leaves out what is nobody's business, such as a file's path.
  return musicAnswerSchema.parse({
    emotion: strongestEmotion(question.shares),
    tracks: chosen.map((one) => ({ ...one.track, why: explainRecommendation(one, language) })),
    renamed: Object.fromEntries(renamed),
  });
}

function parseQuestion(text: string) {
  try {
    return parseJson(text, musicRequestSchema, "the request");
  } catch (error) {
    throw new ApiError("invalid_request", (error as Error).message);
  }
}

async function describe({ analyser, music, limits }: AppParts): Promise<StatusAnswer> {
  const { photoBytes, speechBytes, speechSeconds } = limits;
  return {
    ...await analyser.status(),
    music: {
      // The folders above it are nobody's business.
      source: basename(music.source),
      madeUp: music.madeUp,
      tracks: music.tracks.length,
      playable: "folder" in music,
      explicit: music.tracks.filter((track) => track.explicit).length,
      languages: countLanguages(music.tracks),
    },
    limits: { photoBytes, speechBytes, speechSeconds },
  };
}

/** Answers are about somebody: no cache keeps them. */
function answer(body: object): Response {
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

function headerError(expected: readonly string[], named: string): ApiError {
  return new ApiError(
    "unsupported_type",
    `Expected the Content-Type ${anyOf(expected)}, but found ${named || "none"}`,
  );
}

function contentError(expected: readonly string[], found: string | undefined): ApiError {
  return new ApiError(
    "unsupported_type",
    `Expected the body to be ${anyOf(expected)}, but ` +
      (found === undefined ? "it begins as none of these" : `found ${found}`),
  );
}

function anyOf(types: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(types);
}

function methodError(allow: string): ApiError {
  return new ApiError("method_not_allowed", `Expected one of the methods ${allow}`, { allow });
}

function asApiError(error: Error, log: (line: string) => void): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof UserError) return new ApiError("unreadable", error.message);
  if (error instanceof AnalysisTimeoutError) {
    return new ApiError("took_too_long", `${error.message} and was ended`);
  }
  log(`error: ${error.name}: ${error.message}`);
  return new ApiError("failed", "The server failed");
}
