/** The examples of docs/http-api.md, run as they stand there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { createFakeAnalyser } from "./testing/fake_analyser.ts";
import { drawSquare } from "./testing/fake_media.ts";
import { withServedApp } from "./testing/serve_app.ts";

const text = await Deno.readTextFile(new URL("../../docs/http-api.md", import.meta.url));

const runners = { js: [Deno.execPath(), "run", "-A"], python: ["python3"] };

for (const [language, [program, ...args]] of Object.entries(runners)) {
  Deno.test(`the example in ${language} works: from a photo to five tracks`, async () => {
    const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)!;
    await withTemporaryFolder(async (folder) => {
      await Deno.writeFile(
        join(folder, "me.jpg"),
        await sharp(await drawSquare()).jpeg().toBuffer(),
      );
      await withServedApp({ analyser: createFakeAnalyser() }, async (origin) => {
        assert.ok(code.includes("http://127.0.0.1:8000"));
        const file = join(folder, `example.${language === "js" ? "js" : "py"}`);
        await Deno.writeTextFile(file, code.replace("http://127.0.0.1:8000", origin));
        const { code: status, stdout, stderr } = await new Deno.Command(program, {
          args: [...args, file],
          cwd: folder,
        }).output();
        assert.equal(status, 0, new TextDecoder().decode(stderr));
        const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
        assert.equal(lines.length, 5);
        for (const [at, line] of lines.entries()) {
          assert.match(line, new RegExp(`\\(Invented Artist \\d+\\): .*step ${at + 1} of 5`));
        }
      });
    });
  });
}
