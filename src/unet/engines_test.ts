import { testEnginesAlike } from "../engine/testing/test_engines_alike.ts";

await testEnginesAlike(
  new URL("./testing/train_on_engine.ts", import.meta.url),
  (engine) => `ten steps of EmotionUnet on ${engine} end with the cpu engine's weights`,
);
