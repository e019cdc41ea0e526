/** An application on a free port, for one test. */
import type { AddressInfo } from "node:net";
import { madeUpTracks } from "../../music/tracks.ts";
import { type AppParts, createApp } from "../create_app.ts";
import { closeServer, createAppServer } from "../serve.ts";
import { defaultLimits } from "../request_limits.ts";

/** Serves on 127.0.0.1 while `test` runs, which is given the address. */
export async function withServedApp(
  parts: Pick<AppParts, "analyser"> & Partial<AppParts>,
  test: (origin: string) => Promise<void>,
): Promise<void> {
  const app = createApp({ music: madeUpTracks(), limits: defaultLimits, ...parts });
  const limits = parts.limits ?? defaultLimits;
  const server = createAppServer(app, limits);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    // Browsers keep connections open that never asked anything.
    server.closeAllConnections();
    await closeServer(server, limits);
  }
}
