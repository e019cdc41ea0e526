/** Where commands write: reports/, and results/ only when asked to publish. */
import assert from "node:assert/strict";
import { commandList } from "../src/cli/command_list.ts";
import { addAllCommands, createProgram } from "../src/cli/create_program.ts";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { ownFolder } from "../src/report/results_files.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";

Deno.test("no option writes into results/ by default, and --publish does", async () => {
  const program = createProgram();
  await addAllCommands(program, commandList);
  const bench = program.commands.find((command) => command.name() === "bench")!;
  const writing = [
    // A command of commands writes nothing itself.
    ...bench.commands.flatMap((own) => own.commands.length ? own.commands : [own]),
    ...program.commands.filter((command) => ["bench", "report", "audit"].includes(command.name())),
  ].filter((command) => command.name() !== "feature-memory");
  assert.ok(writing.length >= 11, `${writing.length} commands`);
  for (const command of writing) {
    const publish = command.options.find(({ long }) => long === "--publish");
    assert.ok(publish, `${command.name()} can publish`);
    const implied = Object.entries((publish as unknown as { implied: object }).implied);
    assert.ok(implied.length > 0);
    for (const [name, place] of implied) {
      assert.match(place, /^results\b/);
      const own = command.options.find((option) => option.attributeName() === name)!;
      assert.match(
        String(own.defaultValue ?? "reports"),
        /^reports\b/,
        `${command.name()} ${name}`,
      );
    }
  }
});

Deno.test("Git ignores where a user's own runs and results go", async () => {
  const ignored = await Deno.readTextFile(new URL("../.gitignore", import.meta.url));
  for (const folder of ["runs", ownFolder]) {
    assert.ok(ignored.split("\n").includes(`/${folder}/`), folder);
  }
});

Deno.test("generated data and smoke budgets are not published", async () => {
  await withTemporaryFolder(async (folder) => {
    const bench = ["bench", "synthetic", "--publish", "--data", folder, "--runs", folder];
    const generated = await runProgram(...bench);
    assert.equal(generated.code, 2, generated.stderr);
    assert.match(
      generated.stderr,
      /Expected data to publish figures of, but synthetic is generated/,
    );
    const smoke = await runProgram(...bench, "--budget", "smoke");
    assert.equal(smoke.code, 2, smoke.stderr);
    assert.match(
      smoke.stderr,
      /Expected --publish with the budget standard or full, but found smoke/,
    );
  });
});
