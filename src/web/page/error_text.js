/** In: what went wrong. Out: what the page says of it, in its language. */
import { ServerError } from "./api.js";
import { text } from "./language.js";
import { PageError } from "./page_error.js";

/** Codes of the server that have a text of their own, under "error_" and the code. */
const known = [
  "busy",
  "network",
  "not_trained",
  "too_large",
  "too_many_requests",
  "took_too_long",
  "unreadable",
  "unsupported_type",
];

/**
 * @param {Error} error
 * @param {number} largestBytes of a file that the server takes
 */
export function errorText(error, largestBytes) {
  if (error instanceof PageError) return text(error.reason);
  if (!(error instanceof ServerError)) return text("error_other", { code: error.name });
  if (!known.includes(error.code)) return text("error_other", { code: error.code });
  return text(`error_${error.code}`, {
    seconds: error.retryAfterS,
    megabytes: Math.floor(largestBytes / 1e6),
  });
}
