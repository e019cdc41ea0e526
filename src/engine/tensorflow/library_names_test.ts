import assert from "node:assert/strict";
import { UserError } from "../../base/user_error.ts";
import { libraryNames } from "./library_names.ts";

Deno.test("each system has its own file names", () => {
  assert.equal(libraryNames("linux").runtime, "libtensorflow_cc.so.2");
  assert.equal(libraryNames("darwin").framework, "libtensorflow_framework.2.dylib");
});

Deno.test("a system without TensorFlow's libraries is told what to take", () => {
  assert.throws(
    () => libraryNames("windows"),
    (error) =>
      error instanceof UserError && /this is windows; take --engine wasm/.test(error.message),
  );
});
