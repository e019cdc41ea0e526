import { testEnginesAlike } from "../engine/testing/test_engines_alike.ts";

await testEnginesAlike(
  new URL("./testing/train_networks_on_engine.ts", import.meta.url),
  (engine) => `ten training steps of every network on ${engine} end as on the cpu engine`,
  { engines: ["xla"] },
);
