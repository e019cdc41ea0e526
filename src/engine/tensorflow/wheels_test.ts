import assert from "node:assert/strict";
import { tensorflowWheel } from "./wheels.ts";

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
