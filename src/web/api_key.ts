/** A key that requests must have, for servers that others on the network can reach. */
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { ApiError } from "./api_schemas.ts";

/** Shorter ones can be guessed. */
const KEY_CHARACTERS = 16;

const COOKIE = "duygu_key";

/**
 * The key in a file's text: its first line.
 *
 * @throws UserError where it is too short, or has characters that headers cannot carry
 */
export function parseApiKey(text: string, path: string): string {
  const key = text.split(/\r?\n/, 1)[0];
  if (new RegExp(`^[A-Za-z0-9._~-]{${KEY_CHARACTERS},200}$`).test(key)) return key;
  throw new UserError(
    `Expected the first line of ${path} to be a key of ${KEY_CHARACTERS} to 200 letters, digits ` +
      `and ._~-, but found ${key.length} characters; \`openssl rand -hex 24\` makes one`,
  );
}

/** Whether `request` has the key: as "Authorization: Bearer KEY", or in the page's cookie. */
export function hasApiKey(request: Request, key: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const cookie = cookies.find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return [bearer, cookie].some((given) => given !== undefined && isSame(given, key));
}

/**
 * The answer to a visit of "/?key=KEY": the browser keeps the key in a cookie that scripts cannot
 * read, and goes to the page, whose address holds no key any more. Undefined for other requests.
 */
export function letIn(request: Request, key: string, isSecure = false): Response | undefined {
  const { pathname, searchParams } = new URL(request.url);
  const given = searchParams.get("key");
  if (request.method !== "GET" || pathname !== "/" || given === null) return undefined;
  if (!isSame(given, key)) return undefined;
  const cookie = `${COOKIE}=${key}; Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  const headers = { location: "/", "set-cookie": cookie, "cache-control": "no-store" };
  return new Response(null, { status: 303, headers });
}

/** What a request without the key is told. */
export function missingKey(): ApiError {
  return new ApiError(
    "unauthorized",
    "Expected the server's key: Authorization: Bearer KEY, or in a browser /?key=KEY",
  );
}

/** Takes as long whatever differs. */
function isSame(given: string, key: string): boolean {
  const digest = (text: string) => Uint8Array.fromHex(sha256(text));
  return timingSafeEqual(digest(given), digest(key));
}
