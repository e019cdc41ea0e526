/** In: a number of bytes. Out: it in words, for limits in messages. */

/** Such as "16 MiB" or "256 KiB": never more than there is, and never 0 of a larger unit. */
export function sizeText(bytes: number): string {
  if (bytes >= 2 ** 20) return `${Math.floor(bytes / 2 ** 20)} MiB`;
  return bytes >= 2 ** 10 ? `${Math.floor(bytes / 2 ** 10)} KiB` : `${bytes} bytes`;
}
