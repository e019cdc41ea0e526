/** In: a request. Out: its body, in memory, within limits of size and time. */
import { sizeText } from "../base/text.ts";
import { ApiError } from "./api_error.ts";

/** Limits of an upload. */
export interface BodyLimits {
  maxBytes: number;
  /** The whole body must have come by then. */
  timeoutMs: number;
}

/**
 * Reads the whole body of `request`. Throws ApiError: too_large, as soon as that is known;
 * upload_too_slow; invalid_request where the client breaks off.
 */
export async function readBody(
  request: Request,
  { maxBytes, timeoutMs }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new ApiError("too_large", `Expected at most ${sizeText(maxBytes)}`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const late = new ApiError("upload_too_slow", "The upload took too long");
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(late), timeoutMs);
  timeout.promise.catch(() => {});
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    while (true) {
      const { done, value } = await Promise.race([reader.read(), timeout.promise]);
      if (done) return concatenate(parts, size);
      size += value.length;
      if (size > maxBytes) throw tooLarge();
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof ApiError) throw error;
    throw new ApiError("invalid_request", "The upload broke off");
  } finally {
    clearTimeout(timer);
  }
}

function concatenate(parts: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
