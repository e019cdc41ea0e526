/** Refuses requests that another site's page has its visitor's browser send. */
import { ApiError } from "./api_error.ts";
import { parseAuthority } from "./check_host.ts";

/**
 * Throws ApiError where `request` says that it comes from a page of another origin: its Origin is
 * not the host that it is for, or Sec-Fetch-Site says so. Programs that are no browsers send
 * neither and pass. The scheme is not compared, as a proxy may speak https for this server.
 */
export function checkOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isForeignSite = site !== null && site !== "same-origin" && site !== "none";
  if (isForeignSite || (origin !== null && !isOf(origin, request.headers.get("host") ?? ""))) {
    throw new ApiError("wrong_origin", "Expected the request to come from this server's own page");
  }
}

/** Whether an Origin such as "https://example.org" is `host`; "null" and other nonsense are not. */
function isOf(origin: string, host: string): boolean {
  const page = parseAuthority(/^https?:\/\/(.*)$/i.exec(origin)?.[1] ?? "");
  const asked = parseAuthority(host);
  return page !== undefined && asked !== undefined && page.name === asked.name &&
    page.port === asked.port;
}
