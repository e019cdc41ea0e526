import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { eachFile, requireNoFailure } from "./each_file.ts";

const quietly = async <Result>(work: () => Promise<Result>) => {
  const [told, original] = [[] as string[], console.error];
  console.error = (text: string) => void told.push(text);
  try {
    return { result: await work(), told };
  } finally {
    console.error = original;
  }
};

Deno.test("a file that fails stands in its place and is told; the others are done", async () => {
  const { result, told } = await quietly(() =>
    eachFile(["a", "b", "c"], (file, index) => {
      if (file === "b") throw new UserError("b is broken");
      return Promise.resolve({ file, index });
    })
  );
  const expected = [{ file: "a", index: 0 }, { file: "b", error: "b is broken" }];
  assert.deepEqual(result, [...expected, { file: "c", index: 2 }]);
  assert.deepEqual(told, ["error: b is broken"]);
  assert.throws(() => requireNoFailure(result, "read"), {
    name: "UserError",
    message: "1 of 3 files could not be read",
  });
  requireNoFailure(result.slice(0, 1), "read");
});

Deno.test("of a single file that fails the failure is told once, as the error", async () => {
  const { result, told } = await quietly(() =>
    eachFile(["a"], () => Promise.reject(new UserError("a is broken")))
  );
  assert.deepEqual(result, [{ file: "a", error: "a is broken" }]);
  assert.deepEqual(told, []);
  assert.throws(() => requireNoFailure(result, "read"), {
    name: "UserError",
    message: "a is broken",
  });
});

Deno.test("an error of the program itself ends the loop", async () => {
  await assert.rejects(eachFile(["a"], () => Promise.reject(new TypeError("bug"))), TypeError);
});
