import assert from "node:assert/strict";
import { checkCitation } from "./check_citation.ts";

const cited = (authors: string[], year: number, own: string, title?: string) =>
  checkCitation({ subject: "set", source: "page 2", authors, year, title, own });

Deno.test("a citation is right by first author and year, whatever the accents", () => {
  assert.equal(cited(["Özgür"], 2020, "Ozgur et al., 2020, A corpus").verdict, "consistent");
  assert.equal(cited(["Smith", "Doe"], 2011, "Smith & Doe, 2011, Set").verdict, "consistent");
});

Deno.test("another author is another work, and another year may be another version", () => {
  const own = "Smith et al., 2011, A set of speech, doi 10.1/2020";
  const { verdict, arithmetic } = cited(["Mith"], 2011, own, "A set of texts");
  assert.equal(verdict, "inconsistent");
  assert.equal(arithmetic, `cited: Mith, 2011, A set of texts; its own: ${own}: Mith is not in it`);
  assert.equal(cited(["Smith"], 2012, own).verdict, "cannot be told");
  assert.equal(cited(["Smith"], 201, own).verdict, "cannot be told");
});
