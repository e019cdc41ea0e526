import assert from "node:assert/strict";
import { commandList } from "./command_list.ts";

const program = `
import { calledCommand } from ${JSON.stringify(import.meta.resolve("./called_command.ts"))};
import { giveUpNetwork } from ${JSON.stringify(import.meta.resolve("./process_guards.ts"))};
const gaveUp = giveUpNetwork(calledCommand(Deno.args));
const inWorker = await new Promise((resolve) => {
  const source = "try { Deno.listen({ port: 0 }).close(); postMessage('listens'); } " +
    "catch (error) { postMessage(error.name); }";
  const worker = new Worker("data:application/javascript," + encodeURIComponent(source), {
    type: "module",
  });
  worker.onmessage = ({ data }) => {
    worker.terminate();
    resolve(data);
  };
});
let here = "listens";
try {
  Deno.listen({ port: 0 }).close();
} catch (error) {
  here = error.name;
}
console.log(JSON.stringify({ gaveUp, here, inWorker }));
`;

async function afterwards(...args: string[]) {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, program);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", "--no-check", "--config", config, path, ...args],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.notEqual(text, "", new TextDecoder().decode(stderr));
    return JSON.parse(text);
  } finally {
    await Deno.remove(path);
  }
}

const without = { gaveUp: true, here: "NotCapable", inWorker: "NotCapable" };
const withNetwork = { gaveUp: false, here: "listens", inWorker: "listens" };

Deno.test("a command that needs no network has none, whatever the process was given", async () => {
  assert.deepEqual(await afterwards("train", "turev"), without);
  assert.deepEqual(await afterwards("bench", "engine"), without);
  assert.deepEqual(await afterwards("--quiet", "predict", "clip.wav"), without);
  assert.deepEqual(await afterwards(), without);
  assert.deepEqual(await afterwards("data", "list"), without);
  assert.deepEqual(await afterwards("data", "import", "turev", "get"), without);
  assert.deepEqual(await afterwards("data", "get", "turev"), withNetwork);
  assert.deepEqual(await afterwards("serve"), withNetwork);
  assert.deepEqual(await afterwards("bench", "web"), withNetwork);
});

Deno.test("only what listens or connects keeps the network", () => {
  const all = commandList.flatMap((command) => [command, ...command.subcommands ?? []]);
  const keep = all.filter(({ usesNetwork }) => usesNetwork).map(({ name }) => name);
  assert.deepEqual(keep.sort(), [
    ...["ablation", "bench", "get", "precision", "queue", "serve", "tune", "tuning-study", "web"],
    "worker",
  ]);
});
