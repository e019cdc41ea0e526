import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment } from "../../base/describe_environment.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { auditText, readAudit, writeAudit } from "./audit_file.ts";
import { sourcesOf, summarySources } from "../results_files.ts";
import type { PublicationAudit } from "./audit_publication.ts";

const publication: PublicationAudit = {
  title: "Someone 2024",
  findings: [
    {
      check: "counts add up",
      subject: "set",
      verdict: "consistent",
      arithmetic: "1 + 1 = 2",
      source: "page 1",
    },
    {
      check: "shares add up to 100 %",
      subject: "classes",
      verdict: "inconsistent",
      arithmetic: "50 % + 60 % = 110.000 %",
      source: "Table 1 | page 2",
    },
  ],
};

Deno.test("what is written is read back; the Markdown has what is wrong first", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await readAudit(folder), null);
    const environment = await describeEnvironment();
    const what = { publications: [publication], environment, command: "duygu audit" };
    await Deno.writeTextFile(join(folder, "summary.json"), "{}");
    await writeAudit(folder, { ...what, sources: await sourcesOf(folder, summarySources) });
    const file = (await readAudit(folder))!;
    assert.deepEqual(file.publications, [publication]);
    assert.equal(file.command, "duygu audit");
    const markdown = await Deno.readTextFile(join(folder, "audit.md"));
    assert.match(markdown, /## Someone 2024\n\n2 checks: 1 inconsistent, 0 undetermined, 1 cons/);
    assert.ok(markdown.indexOf("110.000 %") < markdown.indexOf("1 + 1 = 2"));
    assert.ok(markdown.includes("Table 1 \\| page 2"));
    const path = join(folder, "audit.json");
    const former = (await Deno.readTextFile(path)).replace('"inconsistent"', '"cannot be told"');
    await Deno.writeTextFile(path, former);
    const [, { verdict }] = (await readAudit(folder))!.publications[0].findings;
    assert.equal(verdict, "undetermined");
    await Deno.writeTextFile(join(folder, "summary.json"), "{ }");
    await assert.rejects(readAudit(folder), {
      name: "UserError",
      message: /audit\.json to be made from the summary\.json beside it.*`duygu audit --results/,
    });
    await Deno.writeTextFile(join(folder, "audit.json"), "{}");
    await assert.rejects(readAudit(folder), { name: "UserError" });
  });
});

Deno.test("the text names each verdict once, with arithmetic and source", () => {
  const text = auditText(publication);
  assert.match(text, /INCONSISTENT \(1\)\n {2}classes: shares add up to 100 %\?\n {4}50 % \+ 60 %/);
  assert.ok(!text.includes("UNDETERMINED"));
});
