import { testEnginesAlike } from "./testing/test_engines_alike.ts";

await testEnginesAlike(
  new URL("./testing/train_cases_on_engine.ts", import.meta.url),
  (engine) => `every kind of layer trains on ${engine} as on the cpu engine`,
);
