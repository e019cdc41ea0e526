/** Starts TensorFlow in one worker after another. Out, as JSON: what each has posted. */
const posted: unknown[] = [];
for (let count = 0; count < 3; count++) {
  const worker = new Worker(new URL("./list_devices_in_worker.ts", import.meta.url), {
    type: "module",
  });
  posted.push(
    await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
    }),
  );
  worker.terminate();
  // Time for what the worker held to be let go.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(JSON.stringify(posted));
