import assert from "node:assert/strict";
import { join } from "node:path";
import { pathExists } from "../../base/files.ts";
import { libraryNames } from "./library.ts";
import { tensorflowWheel } from "./provision.ts";
import { type FakePip, fakePip } from "./testing/fake_pip.ts";

/** Calls `test` with a new place to provision in and removes it whatever happens. */
async function withFakePip(test: (pip: FakePip) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "duygu-test-" }));
  try {
    await test(await fakePip(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const UNPACKED = "tensorflow_tiny-1.2.3-cp311-cp311-any";

Deno.test("the wheel is downloaded, checked, unpacked and removed, and then found at once", () =>
  withFakePip(async (pip) => {
    const { path, said } = await pip.provision(pip.wheel);
    assert.equal(path, join(pip.cache, UNPACKED));
    assert.match(
      said[0],
      /^Downloading tensorflow-tiny 1\.2\.3 \(1 MB, once\) by pip into .*cache/,
    );
    assert.equal(said[1], `TensorFlow 1.2.3 is ready in ${path}.`);
    const { framework, runtime } = libraryNames();
    assert.deepEqual(namesIn(path as string), ["libraries.json", framework, runtime].sort());
    const library = await Deno.readTextFile(join(path as string, framework));
    assert.equal(library, `library ${framework}`);
    assert.deepEqual(namesIn(join(pip.cache, "wheels")), []);
    const again = await pip.provision(pip.wheel);
    assert.deepEqual(again, { path, said: [] });
    assert.equal(await pip.downloads(), 1);
  }));

Deno.test("a library that is unpacked otherwise than the wheel lists it is refused", () =>
  withFakePip(async (pip) => {
    const { error } = await pip.provision(await pip.mislist());
    const { framework } = libraryNames();
    assert.match(
      error as string,
      new RegExp(
        `^UserError: Expected ${framework} of .* to have sha256=.*, but its unpacked file has`,
      ),
    );
    assert.deepEqual(namesIn(pip.cache), ["tensorflow.lock", "wheels"]);
  }));

Deno.test("a download with another hash is refused and removed", () =>
  withFakePip(async (pip) => {
    const { error, path } = await pip.provision({ ...pip.wheel, sha256: "0".repeat(64) });
    assert.equal(path, undefined);
    assert.equal(
      error,
      `UserError: Expected ${pip.wheel.fileName} to have SHA-256 ${"0".repeat(64)}, but found ` +
        `${pip.wheel.sha256}; it was removed`,
    );
    assert.deepEqual(namesIn(join(pip.cache, "wheels")), []);
    assert.deepEqual(namesIn(pip.cache), ["tensorflow.lock", "wheels"]);
  }));

Deno.test("killed while it unpacks, it leaves no libraries behind and goes on from the download", () =>
  withFakePip(async (pip) => {
    await pip.hangUnpacking();
    const process = pip.start(pip.wheel);
    const halves = () => namesIn(pip.cache).filter((name) => name.startsWith("unpacking-"));
    while (
      !pathExists(pip.cache) || !halves().some((name) => pathExists(join(pip.cache, name, "half")))
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.kill("SIGKILL");
    await process.output();
    assert.ok(!namesIn(pip.cache).includes(UNPACKED));
    const { path } = await pip.provision(pip.wheel);
    assert.equal(path, join(pip.cache, UNPACKED));
    assert.deepEqual(halves(), []);
    assert.equal(await pip.downloads(), 1);
  }));

Deno.test("two processes wait for each other and download once", () =>
  withFakePip(async (pip) => {
    const results = await Promise.all([pip.provision(pip.wheel), pip.provision(pip.wheel)]);
    const path = join(pip.cache, UNPACKED);
    assert.deepEqual(results.map((result) => result.path), [path, path]);
    assert.equal(await pip.downloads(), 1);
  }));

Deno.test("another file than the pinned wheel is refused", () =>
  withFakePip(async (pip) => {
    const { error } = await pip.provision({ ...pip.wheel, fileName: "other.whl" });
    assert.match(error as string, /^UserError: Expected pip to put other\.whl into .*wheels, but/);
  }));

Deno.test("without pip it says what is needed, and other ways", () =>
  withFakePip(async (pip) => {
    await pip.lack("pip");
    const { error, said } = await pip.provision(pip.wheel);
    assert.match(error as string, /^UserError: Setting up .* needs Python 3 with pip once/);
    assert.match(error as string, /DUYGU_TENSORFLOW, or take --engine wasm$/);
    assert.deepEqual(said, []);
  }));

Deno.test("pip's own reason is reported, and the next call tries again", () =>
  withFakePip(async (pip) => {
    await pip.lack("network");
    const { error } = await pip.provision(pip.wheel);
    assert.equal(
      error,
      "UserError: pip could not download tensorflow-tiny 1.2.3: " +
        "ERROR: No matching distribution found",
    );
    assert.equal(await pip.downloads(), 0);
  }));

Deno.test("a wheel that cannot be unpacked leaves no folder behind", () =>
  withFakePip(async (pip) => {
    const { error } = await pip.provision(await pip.damageWheel());
    assert.match(error as string, /^UserError: tensorflow_tiny-.* could not be unpacked: .*zip/i);
    assert.deepEqual(namesIn(pip.cache), ["tensorflow.lock", "wheels"]);
  }));

Deno.test("each platform has its wheel by the package index's naming", () => {
  assert.equal(
    tensorflowWheel("linux-x86_64")?.fileName,
    "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  );
  assert.equal(
    tensorflowWheel("darwin-aarch64")?.fileName,
    "tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl",
  );
  assert.match(tensorflowWheel("linux-aarch64")?.sha256 ?? "", /^[0-9a-f]{64}$/);
});

Deno.test("a platform without TensorFlow has no wheel", () => {
  assert.equal(tensorflowWheel("windows-x86_64"), undefined);
});
