/** A worker that starts TensorFlow and posts the types of its devices. */
import { selectEngine } from "../../select_engine.ts";

const { devices } = await selectEngine({ engine: "tensorflow" });
(self as unknown as Worker).postMessage(devices);
