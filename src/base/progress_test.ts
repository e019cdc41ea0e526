import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runQuietly } from "./processes.ts";
import { formatDuration, progressLine, startProgress } from "./progress.ts";

Deno.test("formatDuration reads well at each size", () => {
  assert.equal(formatDuration(41.6), "42 s");
  assert.equal(formatDuration(185), "3 min 5 s");
  assert.equal(formatDuration(7815), "2 h 10 min");
});

Deno.test("without a terminal progress prints plain lines, the last one always", () => {
  const lines: string[] = [];
  const original = console.error;
  console.error = (line: string) => lines.push(line);
  try {
    const progress = startProgress({ title: "work", total: 3, plainIntervalS: 1000 });
    progress.update(1);
    progress.update(3, "loss 0.1");
    progress.log("kept");
    progress.stop();
  } finally {
    console.error = original;
  }
  if (Deno.stderr.isTerminal()) return;
  assert.deepEqual(lines, ["work 3/3 ETA 0 s loss 0.1", "kept"]);
});

Deno.test("what was done before does not count for the ETA", async () => {
  const lines: string[] = [];
  const original = console.error;
  console.error = (line: string) => lines.push(line);
  try {
    const progress = startProgress({ title: "work", total: 1000, begun: 900, plainIntervalS: 0 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    progress.update(901);
    progress.stop();
  } finally {
    console.error = original;
  }
  if (Deno.stderr.isTerminal()) return;
  // 99 more at 0.1 s or somewhat above each, not 0.1 s for 901.
  const [, minutes, seconds] = /ETA (?:(\d+) min )?(\d+) s/.exec(lines[0])!;
  assert.ok(Number(minutes ?? 0) * 60 + Number(seconds) >= 9, lines[0]);
});

Deno.test("quiet progress prints nothing", () => {
  const progress = startProgress({ title: "work", total: 1, quiet: true });
  progress.update(1);
  progress.log("nothing");
  progress.stop();
});

const isThere = Deno.build.os === "linux" &&
  (await runQuietly("script", ["--version"])).failure === undefined;

Deno.test({
  name: "on a terminal a bar is drawn in place; titles and notes cannot command the terminal",
  ignore: !isThere,
  fn: async () => {
    const program = `
      import { startProgress } from ${JSON.stringify(import.meta.resolve("./progress.ts"))};
      const progress = startProgress({ title: "work \\x1b]0;owned", total: 4 });
      progress.update(1, "loss \\x1b[2J0.5");
      progress.log("a line that stays \\x07");
      progress.update(4, "done");
      progress.stop();
    `;
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(path, program);
    // "script" runs a command within a terminal of its own and prints what that shows.
    const config = fileURLToPath(import.meta.resolve("../../deno.json"));
    const command = `"${Deno.execPath()}" run -A --no-check --config "${config}" "${path}"`;
    const { stdout } = await new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", command, "/dev/null"],
      env: { TERM: "xterm", COLUMNS: "120" },
      stdin: "null",
    }).output();
    await Deno.remove(path);
    const shown = new TextDecoder().decode(stdout);
    assert.match(shown, /a line that stays [^]*work .*\u2588.* 100% 4\/4 done/);
    // deno-lint-ignore no-control-regex -- what commands a terminal begins so
    assert.doesNotMatch(shown, /\x1b\]|\x1b\[2J|\x07/);
    // deno-lint-ignore no-control-regex
    assert.match(shown, /\x1b\[\?25l[^]*\x1b\[\?25h/, "the cursor comes back");
  },
});

Deno.test("a bar keeps its count and time left at every width; note and title are shortened", () => {
  const note = "epoch 12: loss 0.123, validation loss 0.456 accuracy 0.789";
  const shown = { title: "TurEV-DB speaker 1358 seed 1", total: 7100, eta: "12 min 5 s", note };
  for (let columns = 40; columns <= 160; columns++) {
    for (const done of [0, 1, 3550, 7100]) {
      const { before, bar, after } = progressLine({ ...shown, done }, columns);
      const line = before + bar + after;
      assert.ok(line.length < columns, `${columns}: ${line}`);
      assert.ok(bar.length >= 8, line);
      assert.ok(line.includes(` ${done}/7100 ETA 12 min 5 s`), line);
    }
  }
  const { bar, after } = progressLine({ ...shown, done: 7100 }, 160);
  assert.match(bar, /^█+$/);
  assert.ok(after.endsWith(note) && after.startsWith(" 100% "));
});
