/**
 * In: a test that needs PostgreSQL. Out: the test with a database of its own, in a server that is
 * started for the tests of its file in a temporary folder.
 */
import { join } from "node:path";
import { pathExists } from "../../base/files.ts";

/** A server for tests. */
interface TestServer {
  /** The address of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Stops and starts it again, at once or after some time. */
  restart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Where distributions put the server's programs, beside the PATH. */
const PLACES = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql", "/usr/local"];

/** The folder of initdb, pg_ctl and createdb; undefined where PostgreSQL is not installed. */
function findPrograms(): string | undefined {
  const versions = PLACES.flatMap((place) => {
    const inside = pathExists(place) ? [...Deno.readDirSync(place)].map(({ name }) => name) : [];
    const newest = inside.filter((name) => Number(name)).sort((a, b) => Number(b) - Number(a));
    return [...newest.map((version) => join(place, version, "bin")), join(place, "bin")];
  });
  const path = (Deno.env.get("PATH") ?? "").split(":");
  return [...versions, ...path].find((folder) =>
    ["initdb", "pg_ctl", "createdb"].every((program) => pathExists(join(folder, program)))
  );
}

/** Runs a program, as the user postgres where this is root, which the server refuses to be. */
async function runUnprivileged(program: string, ...args: string[]): Promise<void> {
  const words = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--", program] : [program];
  const [first, ...rest] = [...words, ...args];
  const command = new Deno.Command(first, { args: rest, cwd: "/", stdout: "null", stderr: "null" });
  const { code } = await command.output();
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
}

async function startServer(programs: string): Promise<TestServer> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-postgres-" });
  if (Deno.uid() === 0) await new Deno.Command("chown", { args: ["postgres", folder] }).output();
  const data = join(folder, "data");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const control = (...args: string[]) =>
    runUnprivileged(join(programs, "pg_ctl"), "-D", data, "-w", ...args);
  const where = ["-h", "127.0.0.1", "-p", String(port), "-U", "duygu"];
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "fsync=off"];
  await runUnprivileged(
    join(programs, "initdb"),
    ...["-D", data, "-U", "duygu", "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8"],
  );
  const flags = settings.map((setting) => `-c ${setting}`).join(" ");
  const start = () => control("-o", `-p ${port} ${flags}`, "-l", join(folder, "log"), "start");
  await start();
  let databases = 0;
  return {
    newDatabase: async () => {
      const name = `test${databases++}`;
      await runUnprivileged(join(programs, "createdb"), ...where, name);
      return `postgres://duygu@127.0.0.1:${port}/${name}`;
    },
    restart: async (awayMs) => {
      await control("-m", "fast", "stop");
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      await start();
    },
    stop: async () => {
      await control("-m", "immediate", "stop");
      await Deno.remove(folder, { recursive: true });
    },
  };
}

let server: TestServer | undefined;

/**
 * Registers a test that needs PostgreSQL. Without its programs the test is skipped; where the
 * variable CI is "true" it fails instead. Call {@link stopTestServer} after the file's last test.
 */
export function postgresTest(name: string, test: (url: string) => Promise<void>): void {
  const programs = findPrograms();
  const mustRun = Deno.env.get("CI") === "true";
  if (!programs && !mustRun) {
    console.error(`skipped "${name}": PostgreSQL's initdb and pg_ctl are not installed`);
  }
  Deno.test({
    name,
    ignore: !programs && !mustRun,
    fn: async () => {
      if (!programs) throw new Error("Expected PostgreSQL's initdb and pg_ctl, but found none");
      server ??= await startServer(programs);
      await test(await server.newDatabase());
    },
  });
}

/** Stops the server of a test that runs for some seconds, and starts it again. */
export async function restartTestServer(awayMs = 2000): Promise<void> {
  await server!.restart(awayMs);
}

/** Stops the server, where a test has started it. */
export async function stopTestServer(): Promise<void> {
  await server?.stop();
  server = undefined;
}
