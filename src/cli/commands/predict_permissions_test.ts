import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { programOnPath } from "../../base/processes.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { taskFlags } from "../task_flags.ts";
import { runProgram } from "../testing/run_program.ts";
import { tinyRun } from "../../train/tiny_run.ts";

const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** The permissions that the task `predict` gives. */
const flags = taskFlags("predict");

async function denoRun(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...flags, ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("the task predict works without the network", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "tiny.json");
    await Deno.writeTextFile(path, JSON.stringify(tinyRun));
    const runs = join(folder, "runs");
    const trained = await runProgram("train", "--config", path, "--epochs", "1", "--runs", runs);
    assert.equal(trained.code, 0, trained.stderr);
    const clip = join(folder, "clip.wav");
    await Deno.writeFile(clip, toneWav(1, 16_000, 8000));
    const { code, stdout, stderr } = await denoRun([main, "predict", clip, "--runs", runs]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /clip\.wav: (unsure, perhaps )?(angry|calm|happy|sad) /);
    assert.doesNotMatch(stderr, /permission|access/i);
    // Before anything was fetched: no word of Deno's own about permissions.
    const empty = { DUYGU_CACHE: join(folder, "cache"), DUYGU_TENSORFLOW: "", DUYGU_PJRT: "" };
    const ask = (...words: string[]) =>
      denoRun([main, "predict", clip, "--runs", runs, ...words], empty);
    const missing = (what: string, command: string) =>
      `${what} is not here yet; \`${command}\` fetches it once (`;
    const library = missing("TensorFlow's library", "deno task doctor");
    const slow = await ask();
    assert.equal(slow.code, 0, slow.stderr);
    assert.ok(
      slow.stderr.includes(`\nUsing the slow wasm engine, because ${library}`),
      slow.stderr,
    );
    const plugin = missing("The PJRT plugin cpu", "deno task doctor --engine xla");
    for (const [engine, sentence] of [["tensorflow", library], ["xla", plugin]]) {
      const { code, stdout, stderr } = await ask("--engine", engine);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.ok(stderr.includes(`\nerror: ${sentence}`), stderr);
      assert.doesNotMatch(stderr, /permi|access|--allow/i);
    }
    assert.doesNotMatch(slow.stderr, /permi|access|--allow/i);
  });
});

/** Lines of a trace in which something other than this machine's own sockets is spoken to. */
function packets(trace: string): string[] {
  return trace.split("\n").filter((line) =>
    /\b(socket|connect|bind|send(to|msg|mmsg))\(.*\bAF_INET6?\b/.test(line) &&
    // The machine's own list of addresses.
    !/AF_NETLINK/.test(line)
  );
}

/** What `args` of Deno say to the network, as the kernel sees it. */
async function tracedDeno(args: string[], folder: string, env: Record<string, string> = {}) {
  const trace = join(folder, "trace");
  const command = new Deno.Command(strace!, {
    args: ["-f", "-e", "trace=network", "-s", "64", "-o", trace, Deno.execPath(), ...args],
    cwd: dirname(main),
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  const { code, stderr } = await command.output();
  return {
    code,
    stderr: new TextDecoder().decode(stderr),
    packets: packets(await Deno.readTextFile(trace)),
  };
}

const strace = programOnPath("strace");

Deno.test({
  name: "the task predict sends no packet, not even Deno's question for a newer version",
  ignore: strace === undefined,
}, async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "tiny.json");
    await Deno.writeTextFile(path, JSON.stringify(tinyRun));
    const runs = join(folder, "runs");
    const trained = await runProgram("train", "--config", path, "--epochs", "1", "--runs", runs);
    assert.equal(trained.code, 0, trained.stderr);
    const clip = join(folder, "clip.wav");
    await Deno.writeFile(clip, toneWav(1));
    const { code, stderr, packets } = await tracedDeno(
      ["task", "predict", clip, "--runs", runs],
      folder,
      { DENO_NO_UPDATE_CHECK: "" },
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(packets, []);
    // The trace would show one.
    const script = join(folder, "connect.ts");
    await Deno.writeTextFile(
      script,
      'await Deno.connect({ hostname: "127.0.0.1", port: 9 }).catch(() => {});',
    );
    const connected = await tracedDeno(["run", "--no-config", "-A", script], folder);
    assert.ok(connected.packets.length > 0);
  });
});

Deno.test("under the task predict's permissions nothing reaches network or programs", async () => {
  await withTemporaryFolder(async (folder) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    let connections = 0;
    (async () => {
      for await (const connection of listener) {
        connections++;
        connection.close();
      }
    })().catch(() => {});
    const { port } = listener.addr as Deno.NetAddr;
    const attempts = {
      connect: `await Deno.connect({ hostname: "127.0.0.1", port: ${port} })`,
      fetch: `await fetch("http://127.0.0.1:${port}")`,
      lookup: `await Deno.resolveDns("localhost", "A")`,
      listen: `Deno.listen({ hostname: "127.0.0.1", port: 0 })`,
      program: `await new Deno.Command(Deno.execPath(), { args: ["--version"] }).output()`,
      code: `await import("http://127.0.0.1:${port}/x.ts")`,
    };
    for (const [name, statement] of Object.entries(attempts)) {
      const script = join(folder, `${name}.ts`);
      await Deno.writeTextFile(script, `${statement};\nconsole.log("reached");\n`);
      const { code, stdout, stderr } = await denoRun([script]);
      assert.deepEqual([code, stdout], [1, ""], name);
      assert.match(stderr, /NotCapable|Requires (net|run|import) access|not allowed/i, name);
    }
    assert.equal(connections, 0);
  });
});

Deno.test("what a task is not permitted to do is said in one sentence", async () => {
  // licences asks Deno itself, another process, where packages lie.
  const { code, stdout, stderr } = await denoRun([main, "licences"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(
    stderr,
    /^error: This task is not permitted to do that \(Requires run access.*`deno task duygu` .*\n$/,
  );
});
