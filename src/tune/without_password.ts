/** In: a text that may hold a server's address. Out: the text without the address's password. */

/** For messages and files that others read; see RFC 3986 for where a password may stand. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:/@]*):.*@/, "$1:…@").replace(/([?&]password=)[^&]*/, "$1…");
}

/**
 * Why a connection failed: several addresses of a host that all refuse make an AggregateError with
 * an empty message.
 */
export function whyOf(error: unknown): string {
  const { message, errors } = error as Partial<AggregateError>;
  return message || errors?.map((one) => (one as Error).message).join(", ") || String(error);
}
