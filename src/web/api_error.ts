/** Answers of the server that are no success. In: what went wrong. Out: a JSON answer. */

/** What can go wrong, as the page and other programs read it, with its HTTP status. */
export const errorStatus = {
  invalid_request: 400,
  wrong_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  upload_too_slow: 408,
  not_trained: 409,
  too_large: 413,
  unsupported_type: 415,
  wrong_host: 421,
  unreadable: 422,
  too_many_requests: 429,
  busy: 429,
  failed: 500,
  took_too_long: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** What an answer tells beside its sentence. */
export interface ErrorDetails {
  /** The command that trains the missing network. */
  command?: string;
  /** Seconds after which to try again. */
  retryAfterS?: number;
  /** Methods that there are. */
  allow?: string;
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
  const { command, retryAfterS, allow } = details;
  const headers = new Headers({ "cache-control": "no-store" });
  if (retryAfterS !== undefined) headers.set("retry-after", String(Math.ceil(retryAfterS)));
  if (allow !== undefined) headers.set("allow", allow);
  const body = { error: { code, message, ...command === undefined ? {} : { command } } };
  return Response.json(body, { status: errorStatus[code], headers });
}
