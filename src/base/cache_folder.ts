/** Out: the folder where Duygu keeps what it can make again: libraries, features, peers. */
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The cache folder: `$DUYGU_CACHE`, else the platform's own place for caches
 * (`$XDG_CACHE_HOME/duygu`, `~/.cache/duygu`, on macOS `~/Library/Caches/duygu`).
 * It is shared by all checkouts and may be deleted at any time.
 */
export function cacheFolder(...inside: string[]): string {
  const own = Deno.env.get("DUYGU_CACHE");
  if (own) return join(own, ...inside);
  if (Deno.build.os === "darwin") return join(homedir(), "Library", "Caches", "duygu", ...inside);
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  return join(xdg || join(homedir(), ".cache"), "duygu", ...inside);
}
