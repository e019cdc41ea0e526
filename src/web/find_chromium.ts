import { pathExists } from "../base/files.ts";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Chromium of this machine: what $DUYGU_CHROMIUM names, or where systems put it. */
export function findChromium(): string | undefined {
  return [Deno.env.get("DUYGU_CHROMIUM") ?? "", ...PROGRAMS].find((path) =>
    path && pathExists(path)
  );
}
