import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { licenceIn, pythonLicences } from "./python_licences.ts";

const metadata = (name: string, fields: string) =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.2\n${fields}\n\nLicense-Expression: of the text`;

Deno.test("a package's licence is its expression, else its classifier, else its own words", () => {
  assert.equal(
    licenceIn(metadata("a", "License: x\nLicense-Expression: MIT OR ISC")),
    "MIT OR ISC",
  );
  assert.equal(
    licenceIn(metadata("a", "License: long\nClassifier: License :: OSI Approved :: ISC License")),
    "ISC License",
  );
  assert.equal(licenceIn(metadata("a", "License: BSD")), "BSD");
  assert.equal(licenceIn(metadata("a", "Summary: none")), "not named");
});

Deno.test({
  name: "an environment's packages come with licences, and pinned ones that are missing without",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      const packages = join(folder, "lib", "python3.12", "site-packages");
      for (const name of ["Jupyter_Client", "pip"]) {
        const info = join(packages, `${name}-1.2.dist-info`);
        await Deno.mkdir(info, { recursive: true });
        await Deno.writeTextFile(join(info, "METADATA"), metadata(name, "License: BSD"));
      }
      assert.deepEqual(await pythonLicences(folder, ["jupyter-client==1.2", "zeroconf==3"]), [
        { name: "Jupyter_Client", version: "1.2", licence: "BSD" },
        { name: "zeroconf", version: "3", licence: "not fetched" },
      ]);
    });
    assert.deepEqual(await pythonLicences("/no/such/folder", ["a==1"]), [
      { name: "a", version: "1", licence: "not fetched" },
    ]);
  },
});
