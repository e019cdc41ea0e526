/** In: a run for faces. Out: the real server with it, in a process of its own. */
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../src/base/files.ts";
import { childPermissions } from "../../src/base/processes.ts";
import { textLines } from "../../src/base/text.ts";

/** A server under test. */
export interface ServerProcess {
  /** Such as "http://127.0.0.1:43121/". */
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts it; the engine has been fetched before. One address may ask without end, for all clients here have the same. */
export async function startServer(faceRun: string, engine: string): Promise<ServerProcess> {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const noLimit = String(1e9);
  const permissions = childPermissions({ writes: [cacheFolder()], listens: true });
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-check", "--frozen", ...permissions, main],
      ...["serve", "--port", "0", "--engine", engine, "--quiet"],
      ...["--face-run", faceRun, "--posts-per-minute", noLimit, "--posts-at-once", noLimit],
    ],
    ...{ stdin: "null", stdout: "piped", stderr: "inherit" },
  }).spawn();
  for await (const line of textLines(server.stdout)) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address === undefined) continue;
    const stop = async () => {
      server.kill("SIGTERM");
      await server.status;
    };
    return { address, pid: server.pid, stop };
  }
  throw new Error(`Expected the server to start, but it ended with ${(await server.status).code}`);
}
