import assert from "node:assert/strict";
import { UserError } from "./user_error.ts";

Deno.test("UserError keeps its sentence and is told apart from other errors", () => {
  const error = new UserError("Expected --seed to be a whole number, but found x");
  assert.equal(error.message, "Expected --seed to be a whole number, but found x");
  assert.equal(error.name, "UserError");
  assert.ok(error instanceof Error);
});
