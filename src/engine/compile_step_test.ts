import { selectEngine } from "./select_engine.ts";
import { tensorflowBinding } from "./tensorflow/backend.ts";
import { testCompiledSteps } from "./testing/compile_step_cases.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });
testCompiledSteps(() => tensorflowBinding().getNumOfTensors());
