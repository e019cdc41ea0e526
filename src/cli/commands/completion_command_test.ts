import assert from "node:assert/strict";
import { runProgram } from "../testing/run_program.ts";

/** A line of each script that its shell needs to know what is completed. */
const registrations = {
  bash: /^complete .*\bduygu$/m,
  zsh: /^compdef _duygu duygu$/m,
  fish: /^complete -c duygu /m,
};

// What the scripts complete: completion_test.ts.
for (const [shell, registration] of Object.entries(registrations)) {
  Deno.test(`completion ${shell} prints a script that names all commands`, async () => {
    const { code, stdout, stderr } = await runProgram("completion", shell);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, registration);
    for (const word of ["evaluate", "tuning-study", "shares", "--protocol", "speakerFolds"]) {
      assert.ok(stdout.includes(word), word);
    }
  });
}

Deno.test("another shell is a user's mistake", async () => {
  const { code, stderr } = await runProgram("completion", "tcsh");
  assert.equal(code, 2);
  assert.match(stderr, /bash, zsh, fish/);
});
