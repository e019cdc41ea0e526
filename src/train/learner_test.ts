import { selectEngine } from "../engine/select_engine.ts";
import { testLearners } from "./testing/learner_cases.ts";

await selectEngine();
testLearners();
