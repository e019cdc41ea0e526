import assert from "node:assert/strict";
import { withVariable } from "../../base/testing/with_variable.ts";
import { selectEngine } from "../select_engine.ts";
import { compileOptions } from "./compile_options.ts";
import { xlaRuntime } from "./runtime.ts";

await selectEngine({ engine: "xla", say: () => {} });

const withFlags = (flags: string | undefined, platform: string) =>
  withVariable("XLA_FLAGS", flags, () => compileOptions(platform));
const textOf = (options: Uint8Array) => new TextDecoder("latin1").decode(options);

/** Compiles a program that returns 1 under `options`; throws where XLA does not take them. */
function compileUnder(options: Uint8Array): void {
  const program = "module @one {\n  func.func public @main() -> tensor<f32> {\n" +
    "    %0 = stablehlo.constant dense<1.0> : tensor<f32>\n" +
    "    return %0 : tensor<f32>\n  }\n}\n";
  xlaRuntime().client.compile(program, options, 1).dispose();
}

Deno.test("a GPU computes deterministically unless XLA_FLAGS says otherwise", async () => {
  const flag = "xla_gpu_deterministic_ops";
  // An entry of the map env_option_overrides: key (1), value (2) with bool_field (2) true.
  const entry = `\x0a\x19${flag}\x12\x02\x10\x01`;
  for (const flags of [undefined, "", "--xla_gpu_autotune_level=0"]) {
    assert.ok(textOf(await withFlags(flags, "cuda")).endsWith(`\x3a\x1f${entry}`), `${flags}`);
    assert.ok(!textOf(await withFlags(flags, "cpu")).includes(flag));
  }
  assert.ok(!textOf(await withFlags(`--${flag}=false`, "cuda")).includes(flag));
});

Deno.test("XLA takes the options, and reads the flags in them", async () => {
  compileUnder(await withFlags(undefined, "cpu"));
  const asked = await withFlags(undefined, "cuda");
  compileUnder(asked);
  const misspelt = textOf(asked).replace("deterministic_ops", "deterministic_opz");
  assert.throws(
    () => compileUnder(Uint8Array.from(misspelt, (letter) => letter.charCodeAt(0))),
    /xla_gpu_deterministic_opz/,
  );
});
