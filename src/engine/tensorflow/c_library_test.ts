import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { libraryPermission } from "../../base/processes.ts";
import { selectEngine } from "../select_engine.ts";
import { runScript } from "../testing/run_script.ts";
import {
  addressOf,
  openCFunctions,
  pointerTo,
  readBytes,
  readString,
  writeBytes,
} from "./c_library.ts";

Deno.test("C functions are those of the C library", () => {
  const own = openCFunctions({
    abs: { parameters: ["i32"], result: "i32" },
    getpid: { parameters: [], result: "i32" },
  });
  assert.ok(own);
  assert.deepEqual([own.abs(-7), own.getpid()], [7, Deno.pid]);
  const unknown = openCFunctions({ duygu_knows_no_such: { parameters: [], result: "i32" } });
  assert.equal(unknown, undefined);
});

Deno.test("they are found where only the cache's and Deno's libraries are permitted", async () => {
  const script = `
    import { openCFunctions } from ${
    JSON.stringify(new URL("./c_library.ts", import.meta.url).href)
  };
    const own = openCFunctions({ getpid: { parameters: [], result: "i32" } });
    let refused = "";
    try { Deno.dlopen("libc.so.6", {}) } catch (error) { refused = error.name; }
    console.log(own.getpid() === Deno.pid, refused);`;
  const path = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(path, script);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-read",
        "--allow-env",
        libraryPermission(),
        "--config",
        fileURLToPath(new URL("../../../deno.json", import.meta.url)),
        path,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(text, "true NotCapable\n", new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(path);
  }
});

const text = new TextEncoder().encode("größe\0rest");
const pointer = Deno.UnsafePointer.of(text) as Deno.PointerObject;

Deno.test("addresses are those that Deno's own functions give", () => {
  assert.equal(addressOf(pointer), BigInt(Deno.UnsafePointer.value(pointer)));
  assert.ok(Deno.UnsafePointer.equals(pointerTo(addressOf(pointer)), pointer));
  assert.equal(pointerTo(0n), null);
  const high = 0x7fff_ffff_fff8n;
  assert.equal(addressOf(pointerTo(high)!), high);
});

Deno.test("memory is read and written, and no byte more", () => {
  assert.equal(readString(pointer), "größe");
  assert.equal(readString(null), "");
  const bytes = new Uint8Array(3);
  readBytes(pointer, bytes.subarray(1));
  assert.deepEqual([...bytes], [0, ...text.subarray(0, 2)]);
  const target = new Uint8Array([1, 2, 3, 4]);
  const place = Deno.UnsafePointer.of(target.subarray(1)) as Deno.PointerObject;
  writeBytes(place, new Uint8Array([7, 8]));
  assert.deepEqual([...target], [1, 7, 8, 4]);
});

Deno.test({
  name: "results and errors come through",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = new URL("./testing/complain_silently.ts", import.meta.url);
    assert.deepEqual(await runScript(script), { result: 7, thrown: "from the work" });
  },
});

Deno.test({
  name: "only what is said outside is heard",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = new URL("./testing/complain_silently.ts", import.meta.url);
    const heard = async (log: string) => {
      const { stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--no-check", script.pathname],
        env: { DUYGU_TENSORFLOW_LOG: log },
      }).output();
      return new TextDecoder().decode(stderr);
    };
    assert.equal(await heard(""), "before\nafter\n");
    assert.equal(await heard("1"), "before\nwithin\nwithin, then thrown\nafter\n");
  },
});

Deno.test("TensorFlow outlives the workers that started it", async () => {
  const { devices } = await selectEngine({ engine: "tensorflow", say: () => {} });
  const script = new URL("./testing/start_in_workers.ts", import.meta.url);
  assert.deepEqual(await runScript(script), [devices, devices, devices]);
});

Deno.test({
  name: "a buffer of 128 MiB is taken again without new pages",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = new URL("./testing/count_page_faults.ts", import.meta.url);
    const { faults, bytes } = await runScript(script) as { faults: number; bytes: number };
    const pagesTenTimes = 10 * bytes / 4096;
    assert.ok(faults < pagesTenTimes / 20, `${faults} of ${pagesTenTimes} page faults`);
  },
});
