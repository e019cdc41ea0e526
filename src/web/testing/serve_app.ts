/** In: what an application is made of. Out: that application on a free port, for one test. */
import { madeUpTracks } from "../../music/open_tracks.ts";
import { type AppParts, createApp } from "../create_app.ts";
import { defaultLimits } from "../limits.ts";

/** Serves on 127.0.0.1 while `test` runs, which is given the address. */
export async function withServedApp(
  parts: Pick<AppParts, "analyser"> & Partial<AppParts>,
  test: (origin: string) => Promise<void>,
): Promise<void> {
  const app = createApp({ music: madeUpTracks(), limits: defaultLimits, ...parts });
  const controller = new AbortController();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", signal: controller.signal, onListen: () => {} },
    (request, { remoteAddr }) => app.fetch(request, { address: remoteAddr.hostname }),
  );
  try {
    await test(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    // Browsers keep connections open that never asked anything.
    controller.abort();
    await server.finished;
  }
}
