import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

async function duygu(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("main prints its help and its version", async () => {
  const help = await duygu("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: duygu /);
  assert.match((await duygu("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
});

Deno.test("main ends with 2 on an unknown option, without a stack trace", async () => {
  const precision = ["predict", "clip.wav", "--precision", "float32"];
  for (const words of [["--colour"], precision]) {
    const { code, stdout, stderr } = await duygu(...words);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    const unknown = words.findLast((word) => word.startsWith("--"));
    assert.ok(stderr.startsWith(`error: unknown option '${unknown}'`), stderr);
    assert.doesNotMatch(stderr, /\n +at /);
  }
});
