import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { runPermission } from "../base/child_permissions.ts";
import { permittedPrograms } from "./permitted_programs.ts";

const tasks: Record<string, { command: string }> = config.tasks;

/** The permissions that a task gives, the programs among them. */
function flagsOf(task: string): string[] {
  const command = tasks[task].command.replace(
    /"\$\(.*?permitted_programs\.ts *(.*?)\)"/,
    (_, further: string) => runPermission(permittedPrograms(further.split(" ")), {}),
  );
  const words = command.split(" ");
  return words.slice(0, words.indexOf("main.ts")).filter((word) => /^--(allow|deny)-/.test(word));
}

/** What each statement comes to under a task's permissions: "done", or the error's name. */
async function tried(task: string, statements: Record<string, string>) {
  const script = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const lines = Object.entries(statements).map(([name, statement]) =>
      `try { ${statement}; found.${name} = "done"; } catch (error) { found.${name} = error.name; }`
    );
    const text = `const found = {};\n${lines.join("\n")}\nconsole.log(JSON.stringify(found));\n`;
    await Deno.writeTextFile(script, text);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-prompt", ...flagsOf(task), script],
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "", task);
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(script);
  }
}

const statements = {
  itself: 'await new Deno.Command(Deno.execPath(), { args: ["--version"] }).output()',
  git: 'await new Deno.Command("git", { args: ["--version"] }).output()',
  shell: 'await new Deno.Command("sh", { args: ["-c", "true"] }).output()',
  here: 'Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()',
  everywhere: 'Deno.listen({ hostname: "0.0.0.0", port: 0 }).close()',
};

Deno.test("no task but those that run the tests has all permissions", () => {
  const all = Object.entries(tasks).filter(([, { command }]) =>
    /(^| )(-A|--allow-all|--allow-run)( |$)/.test(command)
  );
  assert.deepEqual(all.map(([name]) => name), ["test", "coverage"]);
  for (const [name, { command }] of Object.entries(tasks)) {
    if (/\bdeno (run|test|check)\b/.test(command)) assert.match(command, /--frozen/, name);
  }
});

Deno.test("tasks start the programs that are named, and use no network but this machine's", async () => {
  const named = { itself: "done", git: "done", shell: "NotCapable" };
  for (const task of ["doctor", "notebook"]) {
    const expected = { ...named, here: "NotCapable", everywhere: "NotCapable" };
    assert.deepEqual(await tried(task, statements), expected, task);
  }
  for (const task of ["bench", "serve"]) {
    const expected = { ...named, here: "done", everywhere: "NotCapable" };
    assert.deepEqual(await tried(task, statements), expected, task);
  }
  assert.deepEqual(await tried("duygu", statements), {
    ...named,
    here: "done",
    everywhere: "done",
  });
});

Deno.test("programs are named by their paths", () => {
  const programs = permittedPrograms();
  assert.equal(programs[0], Deno.execPath());
  assert.deepEqual(programs.filter((path) => !isAbsolute(path)), []);
});

Deno.test("the programs are found by few permissions, as the tasks ask for them", async () => {
  const [, inner] = /\$\(deno (.*?)\)/.exec(tasks.duygu.command)!;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: inner.split(" "),
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { DENO_NO_PROMPT: "1", LD_LIBRARY_PATH: "" },
  }).output();
  assert.equal(code, 0);
  assert.equal(
    new TextDecoder().decode(stdout),
    runPermission(permittedPrograms(["mount", "umount"]), {}) + "\n",
  );
});
