import assert from "node:assert/strict";
import { currentEngine } from "../engine/select_engine.ts";
import { startEngine } from "./start_engine.ts";
import { recordShown } from "./testing/record_shown.ts";

Deno.test("the engine that starts is named below the cell; another one is refused", async () => {
  const shown = await recordShown(() => startEngine("cpu"));
  const { version } = currentEngine();
  assert.deepEqual(shown.map(({ bundle }) => bundle["text/plain"]), [
    `Engine: cpu ${version} on CPU, 1 threads`,
  ]);
  const again = recordShown(() => startEngine("wasm"));
  await assert.rejects(again, { name: "UserError", message: /cpu engine runs already/ });
});
