/** The OpenAPI 3.1 description of the server, made of the schemas that the routes check. */
import { z } from "zod";
import config from "../../deno.json" with { type: "json" };
import type { UploadKind } from "./analysis.ts";
import {
  type ErrorCode,
  errorSchema,
  errorStatus,
  healthSchema,
  liveEventSchemas,
  musicAnswerSchema,
  musicRequestSchema,
  photoAnswerSchema,
  speechAnswerSchema,
  statusSchema,
} from "./api_schemas.ts";
import { mediaTypes } from "./request_checks.ts";

/** What can happen to any request, to any one with a body, and to any upload. */
const ofAll: ErrorCode[] = ["unauthorized", "wrong_host", "failed"];
const ofPosts: ErrorCode[] = [
  "invalid_request",
  "wrong_origin",
  "upload_too_slow",
  "too_large",
  "unsupported_type",
  "too_many_requests",
];
const ofUploads: ErrorCode[] = ["not_trained", "unreadable", "busy", "took_too_long"];

/** The description as plain JSON. */
export function openapiDocument(): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Duygu",
      version: config.version,
      description: "Emotion in a photo or a recording, and music for it. Photos and recordings " +
        "are processed in memory and neither stored nor logged.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: {
      "/api/photo": { post: uploadOperation("photo", photoAnswerSchema) },
      "/api/speech": { post: uploadOperation("speech", speechAnswerSchema) },
      "/api/live": { get: liveOperation() },
      "/api/live/{id}/photo": { post: liveUpload("photo") },
      "/api/live/{id}/speech": { post: liveUpload("speech") },
      "/api/music": {
        post: {
          operationId: "recommendMusic",
          summary: "Music for a mixture of emotions",
          requestBody: {
            required: true,
            content: { "application/json": { schema: reference("MusicRequest") } },
          },
          responses: answers(musicAnswerSchema, [...ofAll, ...ofPosts]),
        },
      },
      "/api/music/audio/{id}": { get: audioOperation() },
      "/api/status": { get: getOperation("status", "What is trained, and limits", statusSchema) },
      "/health": { get: getOperation("health", "Whether the server lives", healthSchema) },
    },
    // The key of `serve --api-key`, where there is one.
    security: [{}, { key: [] }],
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: {
        MusicRequest: z.toJSONSchema(musicRequestSchema, { io: "input" }),
        Error: jsonSchema(errorSchema),
      },
    },
  };
}

function uploadOperation(medium: UploadKind, answer: z.ZodType) {
  const what = medium === "photo" ? "the faces of a photo" : "the voice of a recording";
  const body = { schema: { type: "string", format: "binary" } };
  return {
    operationId: `analyse_${medium}`,
    summary: `The emotion of ${what}`,
    requestBody: {
      required: true,
      content: Object.fromEntries(mediaTypes[medium].map((type) => [type, body])),
    },
    responses: answers(answer, [...ofAll, ...ofPosts, ...ofUploads]),
  };
}

function liveOperation() {
  const events = Object.entries(liveEventSchemas).map(([name, data]) => {
    return {
      type: "object",
      properties: {
        event: { const: name },
        data: {
          type: "string",
          contentMediaType: "application/json",
          contentSchema: jsonSchema(data),
        },
      },
      required: ["event", "data"],
    };
  });
  const { "200": _, ...failures } = answers(errorSchema, [
    ...ofAll,
    "wrong_origin",
    "method_not_allowed",
    "too_many_requests",
    "busy",
  ]);
  return {
    operationId: "live",
    summary:
      "A stream of live answers; its first event has the number to send pictures and sounds to",
    responses: {
      "200": {
        description: "Server-sent events, each with JSON as its data, until the client goes",
        content: { "text/event-stream": { schema: { oneOf: events } } },
      },
      ...failures,
    },
  };
}

function liveUpload(medium: UploadKind) {
  const { responses, summary, ...upload } = uploadOperation(medium, errorSchema);
  const { "200": _, "404": gone, ...failures } = {
    ...responses,
    ...answers(errorSchema, ["not_found"]),
  };
  return {
    ...upload,
    operationId: `live_${medium}`,
    summary: `${summary}, told in the stream`,
    parameters: [{
      name: "id",
      in: "path",
      required: true,
      schema: { type: "string", format: "uuid" },
    }],
    responses: {
      "204": { description: "Analysed; the answer is an event of the stream" },
      ...failures,
      "404": gone,
    },
  };
}

function audioOperation() {
  const sound = {
    "audio/*": { schema: { type: "string", contentMediaType: "application/octet-stream" } },
  };
  const codes: ErrorCode[] = [
    ...ofAll,
    "invalid_request",
    "wrong_origin",
    "not_found",
    "range_not_satisfiable",
  ];
  const { "200": _, ...failures } = answers(errorSchema, codes);
  return {
    operationId: "listen",
    summary: "The sound of a track, where the server was started with --music",
    parameters: [
      { name: "id", in: "path", required: true, schema: { type: "string" } },
      {
        name: "Range",
        in: "header",
        required: false,
        description: "Such as bytes=0-; needed for files above 1 MiB, of which a part is sent",
        schema: { type: "string" },
      },
    ],
    responses: {
      "200": { description: "The whole file", content: sound },
      "206": { description: "A part of the file, of 1 MiB or less", content: sound },
      ...failures,
    },
  };
}

function getOperation(operationId: string, summary: string, answer: z.ZodType) {
  return { operationId, summary, responses: answers(answer, ofAll) };
}

function answers(success: z.ZodType, codes: ErrorCode[]): Record<string, unknown> {
  const content = { "application/json": { schema: jsonSchema(success) } };
  const responses: Record<string, unknown> = { "200": { description: "Done", content } };
  for (const status of [...new Set(codes.map((code) => errorStatus[code]))].sort()) {
    const names = codes.filter((code) => errorStatus[code] === status);
    responses[status] = {
      description: names.join(" or "),
      ...status === 429
        ? { headers: { "Retry-After": { description: "Seconds", schema: { type: "integer" } } } }
        : {},
      content: { "application/json": { schema: reference("Error") } },
    };
  }
  return responses;
}

function jsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: "output" });
}

function reference(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}
