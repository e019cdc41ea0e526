import assert from "node:assert/strict";
import { protocols } from "../data/corpus.ts";
import { runText } from "./run_text.ts";

const corpus = { title: "TurEV-DB", synthetic: false, kind: "audio" } as const;

Deno.test("the random split says what it hides", () => {
  assert.equal(
    runText({ config: { protocol: "paper", fold: "", seed: 2 }, corpus }),
    "TurEV-DB, protocol paper, seed 2\n(random split: speakers and words are on both sides)",
  );
});

Deno.test("every protocol has its note, a fold is named", () => {
  const texts = protocols.map((protocol) =>
    runText({ config: { protocol, fold: "1157", seed: 1 }, corpus })
  );
  assert.equal(new Set(texts.map((text) => text.split("\n")[1])).size, protocols.length);
  assert.match(texts[1], /protocol speaker, fold 1157, seed 1\n\(speaker 1157 is tested/);
});

Deno.test("generated data are called SYNTHETIC", () => {
  const config = { protocol: "text", fold: "", seed: 1 } as const;
  assert.match(runText({ config, corpus: { ...corpus, synthetic: true } }), /^SYNTHETIC data/);
});

Deno.test("a table of features is not passed off as the paper's experiment", () => {
  const config = { protocol: "paper", fold: "", seed: 1 } as const;
  const text = runText({ config, corpus: { ...corpus, kind: "features" } });
  assert.match(text.split("\n")[2], /^\(a table of features, not audio; .* not the paper's/);
});
