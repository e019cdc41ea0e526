import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("audit checks any table, prints its example and writes both files", async () => {
  await withTemporaryFolder(async (folder) => {
    const example = await runProgram("audit", "--example");
    assert.equal(example.code, 0, example.stderr);
    const table = join(folder, "table.json");
    await Deno.writeTextFile(table, example.stdout.replace('"stated": 320', '"stated": 330'));
    const sound = join(folder, "sound.json");
    await Deno.writeTextFile(sound, example.stdout);
    assert.equal((await runProgram("audit", "--table", sound, "--quiet")).code, 0);
    const text = await runProgram("audit", "--table", table, "--out", folder, "--quiet");
    assert.equal(text.code, 1, text.stderr);
    // What an audit finds is no failure of the program.
    assert.match(text.stderr, /^error: 1 of the published figures is inconsistent\n$/);
    assert.match(
      text.stdout,
      /INCONSISTENT \(1\)\n {2}recordings: counts add up\?\n.*330, 10 more\n/,
    );
    const written = JSON.parse(await Deno.readTextFile(join(folder, "audit.json")));
    assert.match(written.command, /^duygu audit --table /);
    assert.match(await Deno.readTextFile(join(folder, "audit.md")), /^# Audit/);
    const json = await runProgram("audit", "--table", table, "--json", "--quiet");
    assert.deepEqual(JSON.parse(json.stdout).publications, written.publications);

    const missing = await runProgram("audit", "--results", join(folder, "none"), "--quiet");
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(
      missing.stderr,
      /^error: Expected --results to name a folder with summary\.json, /,
    );
    for (const [words, surplus] of [["--results x", "--table"], ["--out x", "--example"]]) {
      const beside = surplus === "--table" ? [surplus, table] : [surplus];
      const { code, stderr } = await runProgram("audit", ...beside, ...words.split(" "));
      assert.equal(code, 2);
      assert.ok(
        stderr.startsWith(`error: Expected no ${words.slice(0, -2)} beside ${surplus},`),
        stderr,
      );
    }

    await Deno.writeTextFile(table, '{"title": "x", "shares": 3}');
    const refused = await runProgram("audit", "--table", table);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /table\.json field shares/);
  });
});
