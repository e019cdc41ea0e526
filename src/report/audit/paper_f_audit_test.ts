import assert from "node:assert/strict";
import { auditPublication } from "./audit_publication.ts";
import { paperFAudit } from "./paper_f_audit.ts";

Deno.test("paper F: what the audit finds inconsistent", async () => {
  const { findings } = await auditPublication(paperFAudit(), { quiet: true });
  const wrong = findings.filter(({ verdict }) => verdict === "inconsistent");
  const pairs = wrong.filter(({ check }) => check.startsWith("the two rates"));
  // Of 14 pairs only disgust's and happy's true negative and false positive rates add up.
  assert.equal(pairs.length, 12);
  assert.ok(pairs.some(({ arithmetic }) => arithmetic === "84.76 % + 12.24 % = 97.000 %"));
  const others = wrong.filter((finding) => !pairs.includes(finding));
  assert.deepEqual(others.map(({ subject }) => subject), [
    "neutral's false positive rate",
    "seven classes",
    "seven classes",
    "seven classes",
    "highest true positive rates",
    "least frequent classes",
  ]);
  const shares = findings.find(({ subject }) => subject === "class shares")!;
  assert.equal(shares.verdict, "consistent");
});
