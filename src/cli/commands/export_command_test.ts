import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { CHECKPOINT } from "../../train/checkpoint.ts";
import { BEST_WEIGHTS } from "../../train/manifest.ts";
import { CLAIM_NOTE } from "../../train/run_figures.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("a run exported and imported again evaluates to its stored metrics", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tinyRun));
    const trained = await runProgram(
      "train",
      "--config",
      config,
      "--epochs",
      "2",
      "--runs",
      folder,
      "--json",
    );
    assert.equal(trained.code, 0, trained.stderr);
    const { folder: run } = JSON.parse(trained.stdout);

    for (const [format, file] of [["keras", "model.keras"], ["tfjs", "model.json"]]) {
      await t.step(format, async () => {
        const out = join(folder, `exported ${format}`);
        const exported = await runProgram("export", run, out, "--to", format);
        assert.equal(exported.code, 0, exported.stderr);
        assert.equal(exported.stdout.trim(), join(out, file));
        const again = join(folder, `imported ${format}`);
        const imported = await runProgram("import", out, again);
        assert.equal(imported.code, 0, imported.stderr);
        assert.match(
          imported.stderr,
          /scores and predictions are as claimed by whoever trained it/,
        );
        const listed = await runProgram("results", "--runs", folder);
        assert.match(
          listed.stdout,
          new RegExp(`imported ${format} [^]*?finished \\(scores as claimed`),
        );
        const evaluated = await runProgram("evaluate", again);
        assert.match(evaluated.stdout, /These are the stored metrics\.\n$/);
      });
    }

    await t.step("scores that are claimed are marked wherever they are told", async () => {
      const [claimed, own] = [join(folder, "imported tfjs"), run];
      const compared = await runProgram("compare", own, claimed);
      assert.ok(compared.stdout.includes(`first: ${own}\n`), compared.stderr);
      assert.ok(compared.stdout.includes(`second: ${claimed} (scores as claimed)\n`));
      const json = JSON.parse((await runProgram("compare", own, claimed, "--json")).stdout);
      assert.deepEqual(json.claimed, [false, true]);
      const together = await runProgram("ensemble", own, claimed);
      assert.ok(together.stdout.includes(`run ${claimed} (scores as claimed)\n`), together.stdout);
      assert.match(together.stdout, /run together \(scores as claimed\)\n/);
      assert.equal(together.stdout.split("claimed").length, 3, together.stdout);
      assert.match(
        await Deno.readTextFile(join(claimed, "model_card.md")),
        /^# Model card: .*\n\n\*\*Imported: .* are what the weights' maker claims/,
      );
    });

    await t.step("predict says of an imported run that its figure is claimed", async () => {
      const clip = join(folder, "clip.wav");
      await Deno.writeFile(clip, toneWav(2));
      for (const [name, claimed] of [["imported tfjs", true], [basename(run), false]] as const) {
        const words = ["predict", clip, "--run", join(folder, name), "--json"];
        const { code, stdout, stderr } = await runProgram(...words);
        assert.equal(code, 0, stderr);
        assert.equal(stderr.includes(`\n${CLAIM_NOTE}\n`), claimed);
        assert.equal(JSON.parse(stdout).models[0].claimed, claimed);
      }
      // Of all that lie there the run itself is taken, and what was exported is told apart.
      const { code, stdout, stderr } = await runProgram(
        "predict",
        clip,
        "--runs",
        folder,
        "--json",
      );
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).models[0].run, run);
      for (const name of ["exported keras", "exported tfjs"]) {
        assert.ok(stderr.includes(`Left out ${join(folder, name)}: it is what \`export\` wrote; `));
      }
    });

    await t.step("a bundle predicts as its run does, and a damaged one is refused", async () => {
      const bundle = join(folder, "given.duygu");
      const exported = await runProgram("export", run, bundle, "--to", "bundle");
      assert.deepEqual([exported.code, exported.stdout.trim()], [0, bundle], exported.stderr);
      const clip = join(folder, "clip.wav");
      await Deno.writeFile(clip, toneWav(2));
      const predict = async (...how: string[]) => {
        const { code, stdout, stderr } = await runProgram("predict", clip, ...how, "--json");
        assert.equal(code, 0, stderr);
        return { ...JSON.parse(stdout), stderr };
      };
      const [own, given] = [await predict("--run", run), await predict("--model", bundle)];
      assert.deepEqual(given.files, own.files);
      assert.deepEqual(given.models[0].figures, own.models[0].figures);
      assert.equal(given.models[0].run, bundle);
      assert.match(given.stderr, /Its figure is what its maker claims\. Licence of its data: none/);
      const bytes = await Deno.readFile(bundle);
      bytes[Math.floor(bytes.length / 2)] ^= 1;
      await Deno.writeFile(bundle, bytes);
      const refused = await runProgram("predict", clip, "--model", bundle);
      assert.deepEqual([refused.code, refused.stdout], [2, ""]);
      assert.match(refused.stderr, /^error: Expected .*given\.duygu to be a bundle[^\n]*\n$/);
    });

    await t.step("an unfinished run says so, as a bundle too", async () => {
      const cut = join(folder, "cut");
      await Deno.mkdir(cut);
      for (const name of ["config.json", "corpus.json", "normaliser.json", BEST_WEIGHTS]) {
        await Deno.copyFile(join(run, name), join(cut, name));
      }
      await Deno.copyFile(join(run, BEST_WEIGHTS), join(cut, CHECKPOINT));
      const bundle = join(folder, "cut.duygu");
      const warning = (name: string) => `WARNING: the run ${name} is unfinished: its training was `;
      const exported = await runProgram("export", cut, bundle, "--to", "bundle");
      assert.equal(exported.code, 0, exported.stderr);
      assert.ok(exported.stderr.startsWith(warning(cut)), exported.stderr);
      const clip = join(folder, "clip.wav");
      const { code, stderr } = await runProgram("predict", clip, "--model", bundle);
      assert.equal(code, 0, stderr);
      assert.ok(
        stderr.includes(`${warning(bundle)}interrupted, and how often it is right was not `),
      );
      assert.doesNotMatch(stderr, /--resume|claims/);
    });

    await t.step("another training starts from it, named by its weights' hash", async () => {
      const file = join(folder, "exported keras", "model.keras");
      const words = ["train", "--config", config, "--epochs", "1", "--runs", join(folder, "more")];
      const from = (path: string) => runProgram(...words, "--weights", path, "--json");
      const first = await from(file);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stderr, /14 layers start from .*model\.keras/);
      const { history, config: made, folder: run } = JSON.parse(first.stdout);
      const fresh = JSON.parse((await runProgram(...words, "--json")).stdout);
      assert.match(made.pretrained, /^[0-9a-f]{64}$/);
      assert.notEqual(run, fresh.folder);
      assert.ok(history[0].trainLoss < fresh.history[0].trainLoss, "two epochs are not lost");
      // The same weights from TensorFlow.js's files are the same run.
      const same = await from(join(folder, "exported tfjs", "model.json"));
      assert.equal(JSON.parse(same.stdout).folder, run);
      const missing = await runProgram(
        "train",
        "--config",
        join(run, "config.json"),
        "--runs",
        join(folder, "other"),
      );
      assert.equal(missing.code, 2);
      assert.match(missing.stderr, /name their file by --weights/);
    });

    await t.step(
      "refuses to overwrite a run, a folder without a model, and another's",
      async () => {
        const refused = async (message: RegExp, ...words: string[]) => {
          const { code, stderr } = await runProgram(...words);
          assert.equal(code, 2, stderr);
          assert.match(stderr, message);
        };
        const out = join(folder, "exported keras");
        await refused(/to be a new folder, but there is a run in it/, "import", out, run);
        await refused(/to be a new folder, but it has /, "import", out, folder);
        await refused(
          /to hold one of model\.keras and model\.json/,
          "import",
          run,
          join(folder, "n"),
        );
        await refused(/is none/, "import", join(folder, "nowhere"), join(folder, "n"));
        const alone = join(folder, "alone.keras");
        await Deno.copyFile(join(out, "model.keras"), alone);
        await refused(
          /^error: Expected config\.json, .* beside /,
          "import",
          alone,
          join(folder, "n"),
        );
        await refused(/to be a run's folder/, "export", folder, join(folder, "n"), "--to", "keras");
        const linked = join(folder, "linked");
        const secret = join(folder, "secret.md");
        await Deno.writeTextFile(secret, "a secret");
        for (const name of ["model_card.md", "config.json", "model.keras"]) {
          await Deno.mkdir(linked);
          for (const { name } of Deno.readDirSync(out)) {
            await Deno.copyFile(join(out, name), join(linked, name));
          }
          await Deno.remove(join(linked, name));
          await Deno.symlink(
            name === "model_card.md" ? secret : join(out, name),
            join(linked, name),
          );
          const target = new RegExp(`linked/${name} to be a file of its own, but it is a link to`);
          await refused(target, "import", linked, join(folder, "n"));
          assert.ok(!(await Deno.stat(join(folder, "n")).catch(() => undefined)));
          await Deno.remove(linked, { recursive: true });
        }
        const path = join(out, "config.json");
        const text = await Deno.readTextFile(path);
        await Deno.writeTextFile(path, text.replace(/"denseUnits": \d+/, '"denseUnits": 5'));
        await refused(
          /model\.keras to fit layer flc, but it holds/,
          "import",
          out,
          join(folder, "n"),
        );
      },
    );
  });
});
