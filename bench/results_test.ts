/** Whether results/ is whole: all derived files current, all files listed, and small. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandList } from "../src/cli/command_list.ts";
import { addAllCommands, createProgram } from "../src/cli/create_program.ts";
import { readAudit } from "../src/report/audit/audit_file.ts";
import { staleFiles } from "../src/report/results_files.ts";
import { readSummary } from "../src/report/write_summary.ts";

const folder = fileURLToPath(new URL("../results", import.meta.url));

async function sizes(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const below of ["", "curves"]) {
    for await (const { name, isFile } of Deno.readDir(join(folder, below))) {
      const path = join(below, name);
      if (isFile) found.set(path, (await Deno.stat(join(folder, path))).size);
    }
  }
  return found;
}

Deno.test("no derived file of results/ is older than what it derives from", async () => {
  const stale = await staleFiles(folder);
  assert.deepEqual(
    stale.map(({ name, changed, command }) => `${name}: ${changed}: duygu ${command} --publish`),
    [],
  );
});

Deno.test("the audit and the report have the summary's figures", async () => {
  const { rows } = (await readSummary(folder))!;
  const audit = (await readAudit(folder))!;
  const report = await Deno.readTextFile(join(folder, "report.md"));
  const findings = audit.publications.flatMap((publication) => publication.findings);
  for (const [corpus, title] of [["turev", "TurEV-DB"], ["tess", "TESS"]]) {
    const stated = findings.flatMap(({ subject, source, arithmetic }) => {
      const found = source.match(/summary\.json, EmotionUnet, protocols paper and (speaker\w*)/);
      return found && subject.includes(title) ? [{ arithmetic, protocol: found[1] }] : [];
    });
    assert.ok(stated.length > 0, `the audit says what unseen speakers cost on ${title}`);
    for (const { arithmetic, protocol } of stated) {
      const unseen = rows.find((row) =>
        row.corpus === corpus && row.model === "EmotionUnet" && row.protocol === protocol &&
        row.metric === "accuracy" && row.knowledge === "nothing"
      )!;
      assert.match(arithmetic, new RegExp(` ${(100 * unseen.mean).toFixed(3)} % where no speaker`));
      const cell = `| ${(100 * unseen.mean).toFixed(2)} |`;
      assert.ok(report.includes(cell), `report.md has ${cell}`);
    }
  }
});

Deno.test("results/README.md lists each file; its commands exist", async () => {
  const readme = await Deno.readTextFile(join(folder, "README.md"));
  const linked = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
  const there = [...(await sizes()).keys()].filter((name) => name !== "README.md")
    .map((name) => name.replace(/^curves.*/, "curves/"));
  assert.deepEqual(there.filter((name) => !linked.includes(name)), []);
  const program = createProgram();
  await addAllCommands(program, commandList);
  for (const [, words] of readme.matchAll(/`duygu ([^`]+)`/g)) {
    const [name, ...rest] = words.split(" ");
    const outer = program.commands.find((command) => command.name() === name);
    assert.ok(outer, name);
    let own = outer;
    for (const word of rest) own = own.commands.find((inner) => inner.name() === word) ?? own;
    for (const flag of rest.filter((word) => word.startsWith("--"))) {
      const known = [...own.options, ...program.options].some(({ long }) => long === flag);
      assert.ok(known, `${words}: ${flag}`);
    }
  }
});

Deno.test("results/ is below 3 MB and its page below 1.5 MB", async () => {
  const files = await sizes();
  const whole = [...files.values()].reduce((sum, size) => sum + size, 0);
  assert.ok(whole < 3e6, `${whole} bytes`);
  assert.ok(files.get("report.html")! < 1.5e6);
});
