import { testEnginesAlike } from "../engine/testing/test_engines_alike.ts";

await testEnginesAlike(
  new URL("./testing/train_on_engine.ts", import.meta.url),
  (engine) => `MobileNet and the residual network train on ${engine} as on the cpu engine`,
  // Rounding in wasm's sums grows to 1e-2 over MobileNet's 27 normalisations and ten steps.
  { engines: ["tensorflow", "xla", "webgpu"], leastBound: 1e-3 },
);
