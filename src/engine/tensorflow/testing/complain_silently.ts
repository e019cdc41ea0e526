/** Complains on standard error within and outside of silently(). Out, as JSON: what came back. */
import { silently } from "../c_library.ts";

console.error("before");
const result = silently(() => {
  console.error("within");
  return 7;
});
let thrown = "";
try {
  silently(() => {
    console.error("within, then thrown");
    throw new Error("from the work");
  });
} catch (error) {
  thrown = (error as Error).message;
}
console.error("after");
console.log(JSON.stringify({ result, thrown }));
