/** In: bytes or text. Out: its SHA-256 as 64 lower-case hexadecimal digits. */
import { createHash } from "node:crypto";

/**
 * The SHA-256 digest of `content` (text is hashed as UTF-8), in hexadecimal.
 *
 * @example
 * ```ts
 * sha256("abc"); // "ba7816bf…"
 * ```
 */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
