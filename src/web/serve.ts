/** In: an application and an address. Out: the application served there until it is stopped. */
import { UserError } from "../base/user_error.ts";
import type { createApp } from "./create_app.ts";

/** Where and how long to serve. */
export interface ServeOptions {
  hostname: string;
  /** 0 takes a free one. */
  port: number;
  /** Ends serving: no new requests, those that are being answered end. */
  signal: AbortSignal;
  /** Called with the address once requests are answered. */
  onListen: (address: string) => void;
}

/** Requests that are being answered when the server is stopped may take so long. */
const LAST_REQUESTS_MS = 12_000;

/** Serves `app` until `signal` aborts. Throws UserError where the address cannot be had. */
export async function serve(
  app: ReturnType<typeof createApp>,
  { hostname, port, signal, onListen }: ServeOptions,
): Promise<void> {
  const server = listen(app, hostname, port);
  const literal = server.addr.hostname.includes(":") ? `[${hostname}]` : hostname;
  onListen(`http://${literal}:${server.addr.port}/`);
  await new Promise<void>((stopped) => {
    if (signal.aborted) stopped();
    signal.addEventListener("abort", () => stopped(), { once: true });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise((resolve) => timer = setTimeout(resolve, LAST_REQUESTS_MS));
  await Promise.race([server.shutdown(), patience]);
  clearTimeout(timer);
}

function listen(app: ReturnType<typeof createApp>, hostname: string, port: number) {
  try {
    return Deno.serve(
      { hostname, port, onListen: () => {} },
      (request, { remoteAddr }) => app.fetch(request, { address: remoteAddr.hostname }),
    );
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new UserError(
        `Expected port ${port} of ${hostname} to be free, but another program has it; take ` +
          "another by --port",
      );
    }
    throw new UserError(`Could not listen at ${hostname}:${port}: ${(error as Error).message}`);
  }
}
