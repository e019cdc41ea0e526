import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runQuietly } from "../src/base/processes.ts";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { exampleRow } from "../src/report/testing/example_row.ts";
import { demoText } from "./demo.ts";

const rows = (["paper", "speaker"] as const).flatMap((protocol) =>
  (["accuracy", "macroRecall"] as const).map((metric) =>
    exampleRow({
      ...{ corpus: "synthetic", synthetic: true, published: null, protocol, metric, n: 160 },
      mean: protocol === "paper" ? 0.98 : 0.4,
      ...(protocol === "speaker" ? { bySpeaker: [{ speaker: "bright", n: 160, value: 0.4 }] } : {}),
    })
  )
);

Deno.test("the demo names its voices, both splits, the published table and three next steps", async () => {
  for (const columns of [60, 80, 200]) {
    const text = await demoText(rows, columns);
    assert.match(text, /^demo: generated voices\n/);
    assert.match(text, /SYNTHETIC/);
    assert.match(text, /\nrandom split: the same voices +0\.980 +0\.980 +160\n/);
    assert.match(
      text,
      /\na voice it never heard: bright +0\.400 +0\.400 +160\nby guessing +0\.250/,
    );
    assert.match(text, /\nTurEV-DB +0\.778 +0\.\d{3} /);
    assert.match(
      text,
      /\n1\. [^\n]+\n {3}npx [^]*\n2\. [^]*\n3\. [^\n]+\n {3}npx .* predict recording\.wav$/,
    );
    for (const line of text.split("\n")) assert.ok(line.length <= columns, line);
  }
});

const brief = ["--budget", "smoke", "--protocols", "paper"];

Deno.test("without data and without a terminal bench asks nothing and shows the demo", async () => {
  await withTemporaryFolder(async (folder) => {
    const places = ["--data", folder, "--runs", join(folder, "runs")];
    const { code, stdout, stderr } = await runProgram("bench", ...brief, ...places);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /No data found\. demo: generated voices/);
    assert.doesNotMatch(stderr, /accept this licence/);
    assert.match(stdout, /^demo: generated voices\n[^]*\nrandom split: the same voices +0\.\d{3}/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    const config = [...Deno.readDirSync(join(folder, "runs"))].find(({ name }) =>
      name.startsWith("synthetic-")
    )!;
    const path = join(folder, "runs", config.name, "config.json");
    assert.equal(JSON.parse(await Deno.readTextFile(path)).network.denseUnits, 96);
  });
});

const hasScript = Deno.build.os === "linux" &&
  (await runQuietly("script", ["--version"])).failure === undefined;

Deno.test({
  name: "in a terminal bench shows licence, size and source of TurEV-DB and takes no for an answer",
  ignore: !hasScript,
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      const main = fileURLToPath(new URL("../main.ts", import.meta.url));
      const words = ["bench", ...brief, "--data", folder, "--runs", join(folder, "runs")];
      const command = [Deno.execPath(), "run", "-A", "--no-check", main, ...words].join(" ");
      const process = new Deno.Command("script", {
        args: ["--quiet", "--return", "--command", `stty cols 80; ${command}`, "/dev/null"],
        env: { TERM: "xterm", NO_COLOR: "1" },
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const writer = process.stdin.getWriter();
      await writer.write(new TextEncoder().encode("n\n"));
      await writer.close();
      const { code, stdout } = await process.output();
      const shown = new TextDecoder().decode(stdout).replaceAll("\r", "");
      assert.equal(code, 0, shown);
      assert.match(shown, /No data found\. This can be downloaded now:\n\nTurEV-DB: /);
      assert.match(shown, /\n {2}licence +CC BY-NC-ND 4\.0[^]*\n {2}size +about 300 MB/);
      assert.match(shown, /accept this licence\?/);
      assert.match(shown, /demo: generated voices\n\nFour voices/);
      // A bar that is drawn anew, and tables and prose, within 80 columns.
      const lines = shown.replaceAll("\x1b", "^").split(/\n|\^\[[0-9;?]*[A-Za-z]/);
      for (const line of lines) assert.ok(line.length <= 80, line);
    });
  },
});
