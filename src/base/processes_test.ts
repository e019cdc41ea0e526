import assert from "node:assert/strict";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./files.ts";
import {
  type ChildNeeds,
  childPermissions,
  libraryPermission,
  programOnPath,
  runPermission,
  runQuietly,
} from "./processes.ts";
import { withVariable } from "./testing/with_variable.ts";

const script = (source: string) => runQuietly(Deno.execPath(), ["eval", source]);

Deno.test("runQuietly is silent on success and finds the line that tells a failure", async () => {
  assert.deepEqual(await script('console.log("fine")'), {});
  const told = 'console.error("ERROR: no such package\\nhint: look"); Deno.exit(1)';
  assert.deepEqual(await script(told), { failure: "ERROR: no such package" });
  assert.deepEqual(await script('console.log("first\\nlast"); Deno.exit(3)'), { failure: "last" });
  assert.deepEqual(await script("Deno.exit(3)"), { failure: "exit code 3" });
  assert.deepEqual(await runQuietly("no-such-program", []), {
    failure: "no-such-program is not installed",
  });
});

Deno.test({
  name: "a program is found by its name, one that is not there is not",
  ignore: Deno.build.os === "windows",
}, () => {
  const found = programOnPath("cat")!;
  assert.ok(isAbsolute(found) && Deno.statSync(found).isFile);
  assert.equal(programOnPath("no such program"), undefined);
});

const statements = (folder: string) => ({
  read: `Deno.readTextFileSync(${JSON.stringify(fileURLToPath(import.meta.url))})`,
  sysFacts: "Deno.hostname()",
  writeThere: `Deno.writeTextFileSync(${JSON.stringify(join(folder, "x"))}, "")`,
  writeElsewhere: `Deno.writeTextFileSync(${JSON.stringify(`${folder}-elsewhere`)}, "")`,
  itself: 'new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync()',
  cat: 'new Deno.Command("cat", { args: ["/dev/null"] }).outputSync()',
  listen: 'Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()',
  listenWidely: 'Deno.listen({ hostname: "0.0.0.0", port: 0 }).close()',
  users: "Deno.uid()",
});

/** Which of the statements a process with these needs may do. */
async function permitted(folder: string, needs: ChildNeeds): Promise<string[]> {
  const script = join(folder, "script.js");
  const lines = Object.entries(statements(folder)).map(([name, statement]) =>
    `try { ${statement}; done.push(${JSON.stringify(name)}); } catch (error) { ` +
    `if (error.name !== "NotCapable") throw error; }`
  );
  await Deno.writeTextFile(
    script,
    `const done = [];\n${lines.join("\n")}\nconsole.log(JSON.stringify(done));\n`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", ...childPermissions(needs), script],
    env: { LD_LIBRARY_PATH: "", LD_PRELOAD: "" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

Deno.test({
  name: "a child may do what it needs and no more",
  ignore: Deno.build.os === "windows",
}, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const always = ["read", "sysFacts"];
    assert.deepEqual(await permitted(folder, {}), always);
    const cat = programOnPath("cat")!;
    assert.deepEqual(
      await permitted(folder, { writes: [folder], programs: [cat], listens: true }),
      [...always, "writeThere", "cat", "listen"],
    );
    assert.deepEqual(
      await permitted(folder, { writes: "anywhere", programs: [Deno.execPath()] }),
      [...always, "writeThere", "writeElsewhere", "itself"],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
    await Deno.remove(`${folder}-elsewhere`).catch(() => {});
  }
});

Deno.test("programs are named, but where variables say what is loaded into them", () => {
  const programs = ["/bin/git", "/bin/cat"];
  const named = "--allow-run=/bin/git,/bin/cat";
  assert.equal(runPermission(programs, { PATH: "/bin" }), named);
  assert.equal(runPermission(programs, { LD_LIBRARY_PATH: "" }), named);
  assert.equal(runPermission(programs, { LD_LIBRARY_PATH: "/opt/cuda/lib64" }), "--allow-run");
  assert.equal(runPermission(programs, { DYLD_LIBRARY_PATH: "/opt" }), "--allow-run");
});

Deno.test("native libraries are the cache's, Deno's, and those that are named", async () => {
  const own = libraryPermission().slice("--allow-ffi=".length).split(",");
  assert.equal(own[0], cacheFolder());
  assert.ok(own.every(isAbsolute), own.join());
  const named = await withVariable("DUYGU_TENSORFLOW", "/opt/a,b", () => libraryPermission());
  assert.ok(named.endsWith(",/opt/a,,b"), named);
});

Deno.test("no process that the program starts has all permissions, but those that run tests", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const found: string[] = [];
  for (const folder of ["src", "bench"]) {
    for await (const path of sources(join(root, folder))) {
      if (/"(-A|--allow-all)"/.test(await Deno.readTextFile(path))) found.push(path);
    }
  }
  assert.deepEqual(found, [join(root, "bench", "mutation", "try_mutants.ts")]);
});

/** The program's own files; tests and what serves them may do all. */
async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && name !== "testing") yield* sources(path);
    if (/\.ts$/.test(name) && !name.endsWith("_test.ts")) yield path;
  }
}
