/** In: the bytes of a text file from anywhere. Out: its text. */
import { refuseSpecialFile } from "./special_file.ts";
import { unreadableFile } from "./unreadable_file.ts";
import { UserError } from "./user_error.ts";

/** What Turkish text in Windows-1254 holds beyond ASCII; other letters stand for another encoding. */
const TURKISH = /^[\p{ASCII}ÇĞİÖŞÜçğıöşüÂÎÛâîûé‘’“”…–—€°·«»×\xa0]*$/u;

/**
 * The text of `bytes`, read from `source`: UTF-8, UTF-16 (by its mark of byte order or, without one,
 * by the zero bytes of its first letter), and Windows-1254 where every letter beyond ASCII is one
 * that Turkish has, for Excel on Turkish Windows writes that. The mark of byte order is left out.
 * Throws UserError for anything else.
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const utf16 = utf16Kind(bytes);
  const name = utf16 ?? "utf-8";
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    const turkish = utf16 ? "" : new TextDecoder("windows-1254").decode(bytes);
    if (!utf16 && TURKISH.test(turkish)) return turkish;
    throw new UserError(
      `Expected ${source} to be text in UTF-8, UTF-16 or Windows-1254, but it is in none of them; ` +
        `save it as UTF-8, such as by iconv -f ENCODING -t UTF-8`,
    );
  }
}

/**
 * The text of the file at `path`; throws UserError as {@link refuseSpecialFile},
 * {@link unreadableFile} and {@link decodeText} do.
 */
export async function readText(path: string, what?: string): Promise<string> {
  await refuseSpecialFile(path, what);
  const bytes = await Deno.readFile(path).catch((error) => {
    throw unreadableFile(path, error, what);
  });
  return decodeText(bytes, path);
}

/** Text such as a table or JSON begins with a letter of ASCII, whose other byte is zero. */
function utf16Kind([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== undefined && second !== 0 ? "utf-16be" : undefined;
}
