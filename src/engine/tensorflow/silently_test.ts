import assert from "node:assert/strict";
import { runScript } from "../testing/run_script.ts";

Deno.test({
  name: "results and errors come through",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = new URL("./testing/complain_silently.ts", import.meta.url);
    assert.deepEqual(await runScript(script), { result: 7, thrown: "from the work" });
  },
});

Deno.test({
  name: "only what is said outside is heard",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = new URL("./testing/complain_silently.ts", import.meta.url);
    const heard = async (log: string) => {
      const { stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--no-check", script.pathname],
        env: { DUYGU_TENSORFLOW_LOG: log },
      }).output();
      return new TextDecoder().decode(stderr);
    };
    assert.equal(await heard(""), "before\nafter\n");
    assert.equal(await heard("1"), "before\nwithin\nwithin, then thrown\nafter\n");
  },
});
