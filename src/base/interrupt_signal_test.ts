import assert from "node:assert/strict";

const module = new URL("interrupt_signal.ts", import.meta.url);

/** A child that works until interrupted; `deaf` goes on working after that. */
function startChild(deaf: boolean) {
  const program = `
    import { interruptSignal, InterruptedError } from ${JSON.stringify(module.href)};
    const signal = interruptSignal();
    if (signal !== interruptSignal()) throw new Error("two signals");
    console.log("working");
    while (${deaf} || !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!(signal.reason instanceof InterruptedError)) throw new Error("another reason");
    console.log("saved");
    Deno.exit(7);`;
  const args = ["eval", "--no-lock", "--ext=ts", program];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
}

async function interrupt(deaf: boolean, signal: Deno.Signal) {
  const child = startChild(deaf);
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const notes = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await output.read()).value, "working\n");
  child.kill(signal);
  assert.match((await notes.read()).value ?? "", /press Ctrl-C again/);
  if (deaf) child.kill(signal);
  const rest = (await output.read()).value;
  await output.cancel();
  await notes.cancel();
  return { code: (await child.status).code, rest };
}

const ignore = Deno.build.os === "windows";

Deno.test({ name: "the first Ctrl-C requests a clean stop", ignore }, async () => {
  assert.deepEqual(await interrupt(false, "SIGINT"), { code: 7, rest: "saved\n" });
});

Deno.test({ name: "SIGTERM asks as well", ignore }, async () => {
  assert.deepEqual(await interrupt(false, "SIGTERM"), { code: 7, rest: "saved\n" });
});

Deno.test({ name: "the second Ctrl-C leaves at once with 130", ignore }, async () => {
  assert.deepEqual(await interrupt(true, "SIGINT"), { code: 130, rest: undefined });
});
