import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { permittedPrograms } from "../base/permitted_programs.ts";
import { jupyterPrograms } from "../notebook/jupyter.ts";
import { flagLine, taskFlags, type TaskName } from "./task_flags.ts";

const tasks: Record<string, { command: string }> = config.tasks;

/** The permissions that a task gives, the programs among them, whatever variables are set. */
function flagsOf(task: TaskName): string[] {
  return taskFlags(task).filter((word) => /^--(allow|deny)-/.test(word));
}

/** What each statement comes to under a task's permissions: "done", or the error's name. */
async function tried(task: TaskName, statements: Record<string, string>) {
  const script = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const lines = Object.entries(statements).map(([name, statement]) =>
      `try { ${statement}; found.${name} = "done"; } catch (error) { found.${name} = error.name; }`
    );
    const text = `const found = {};\n${lines.join("\n")}\nconsole.log(JSON.stringify(found));\n`;
    await Deno.writeTextFile(script, text);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-prompt", ...flagsOf(task), script],
      env: { LD_LIBRARY_PATH: "", LD_PRELOAD: "" },
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
    if (/\bdeno (test|check)\b/.test(command)) assert.match(command, /--frozen/, name);
    // Deno would ask its makers' host for a newer version.
    assert.match(
      command,
      /^(export DENO_NO_UPDATE_CHECK=1 && |TASK=\w+ deno task -q program)/,
      name,
    );
  }
});

Deno.test("each task that runs the program has its own flags and no others", () => {
  const named = ["bench", "duygu", "predict", "doctor", "notebook", "serve"] as const;
  for (const name of named) {
    const { command } = tasks[name];
    const word = name === "duygu" ? "" : ` ${name}`;
    // Deno prints this line before it runs the task; the inner one it does not print.
    assert.equal(command, `TASK=${name} deno task -q program${word}`);
    const flags = taskFlags(name);
    assert.equal(flags[0], "--frozen");
    for (const flag of flags) assert.doesNotMatch(flag, /^(-A|--allow-(all|run|sys|import))$/);
  }
  assert.ok(["--deny-net", "--deny-run"].every((flag) => taskFlags("predict").includes(flag)));
});

Deno.test("a flag with a space in a path permits all of its kind, for the shell would divide it", () => {
  const flags = ["--frozen", "--allow-ffi=/a b/c,/d", "--allow-net=127.0.0.1"];
  assert.equal(flagLine(flags), "--frozen --allow-ffi --allow-net=127.0.0.1");
});

Deno.test("tasks start the programs that are named, and use no network but this machine's", async () => {
  const named = { itself: "done", git: "done", shell: "NotCapable" };
  for (const task of ["doctor", "notebook"] as const) {
    const expected = { ...named, here: "NotCapable", everywhere: "NotCapable" };
    assert.deepEqual(await tried(task, statements), expected, task);
  }
  for (const task of ["bench", "serve"] as const) {
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
  const programs = [...permittedPrograms(), ...jupyterPrograms()];
  assert.equal(programs[0], Deno.execPath());
  assert.deepEqual(programs.filter((path) => !isAbsolute(path)), []);
});

Deno.test("predict calls native libraries of the cache and of Deno's folder alone", async () => {
  const system = Deno.build.os === "darwin" ? "/usr/lib/libSystem.B.dylib" : "/lib/libc.so.6";
  assert.deepEqual(
    await tried("predict", {
      elsewhere: `Deno.dlopen(${JSON.stringify(system)}, {})`,
      byName: 'Deno.dlopen("libc.so.6", {})',
      pointers: "Deno.UnsafePointer.of(new Uint8Array(1))",
    }),
    { elsewhere: "NotCapable", byName: "NotCapable", pointers: "NotCapable" },
  );
});

Deno.test("the flags are found by few permissions, as the tasks ask for them", async () => {
  for (const name of ["duygu", "predict"] as const) {
    const [, inner] = /\$\(deno (.*?) \$TASK\)/.exec(tasks.program.command)!;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...inner.split(" "), name],
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { DENO_NO_PROMPT: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(new TextDecoder().decode(stdout), flagLine(taskFlags(name)) + "\n");
  }
});

Deno.test("what finds the flags fetches no package", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL("./task_flags.ts", import.meta.url))],
  }).output();
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  assert.ok(modules.length > 3);
  const foreign = modules.map(({ specifier }) => specifier)
    .filter((specifier) => !/^(file|node):/.test(specifier));
  assert.deepEqual(foreign, []);
});
