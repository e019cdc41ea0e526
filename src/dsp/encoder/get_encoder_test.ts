import assert from "node:assert/strict";
import { join } from "node:path";
import { writeFileWhole } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import { readyEncoders } from "./ready_encoders.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import type { SourceRequest } from "../../data/get/fetch_source.ts";
import { getEncoder } from "../../data/get/get_encoder.ts";
import { encodersByHand, encoderSources } from "../../data/get/sources.ts";

const bringing = async ({ path }: SourceRequest) => await writeFileWhole(path, "graph");

Deno.test("an encoder is brought once, when its licence is accepted", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const asked: string[] = [];
    const options = {
      dataRoot,
      fetchFile: bringing,
      accept: (terms: string) => asked.push(terms) > 1,
    };
    const get = () => getEncoder("wav2vec2-base", options);
    await assert.rejects(get(), /licence was not accepted/);
    const { path, isNew } = await get();
    assert.equal(path, join(dataRoot, "encoders", "wav2vec2-base.onnx"));
    assert.ok(isNew);
    assert.deepEqual(await get(), { path, isNew: false });
    assert.equal(asked.length, 2);
    assert.match(asked[0], /source .*\n +licence +Apache 2\.0; .*\n +size +about 378 MB/);
  });
});

Deno.test("what cannot be brought says how it is done by hand", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const failing = {
      ...{ dataRoot, accept: () => true },
      fetchFile: () => Promise.reject(new UserError("Refused")),
    };
    const refused = (name: string, message: RegExp) =>
      assert.rejects(getEncoder(name, failing), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    await refused("hubert-base", /^Refused\. By hand: .* encoder FILE --like hubert-base`$/);
    await refused("emotion2vec", /^Nobody publishes emotion2vec .*FunASR/);
    await refused("hubert-bse", /Expected one of whisper-tiny\.en, .*hubert-bse.*hubert-base\?/);
    assert.deepEqual([...Deno.readDirSync(dataRoot)], []);
  });
});

Deno.test("every encoder with a source has a description, and the reverse", () => {
  const named = [...Object.keys(encoderSources), ...Object.keys(encodersByHand)];
  assert.deepEqual(named.sort(), Object.keys(readyEncoders).sort());
  for (const { address, origins } of Object.values(encoderSources)) {
    assert.equal(new URL(address).origin, origins[0]);
  }
});
