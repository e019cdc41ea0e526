/**
 * The tables of README.md and of documents in docs, made from results/, so that no figure stands
 * there that was not measured. A table goes between the lines `<!-- table: NAME -->` and
 * `<!-- end -->`.
 */
import { z } from "zod";
import { markdownTable } from "../base/text.ts";
import { type Knowledge, knowledgeTitles } from "../metrics/knowledge.ts";
import { titleSchema } from "./model_titles.ts";
import { modelInput, modelNames, modelTitle } from "../train/network_config.ts";
import type { PeerRow } from "./peers_file.ts";
import { recallsOf, speakerScores } from "./speaker_table.ts";
import { isOneNetwork, type Summary, type SummaryRow } from "./summary.ts";

/** What of results/networks.json the tables show. */
export const networksSchema = z.object({
  rows: z.array(z.object({ network: titleSchema, parameters: z.int().positive() })),
});

/** What of results/engine.json and results/engine_gpu.json the tables show. */
export const engineSchema = z.object({
  rows: z.array(z.object({
    network: z.string(),
    operation: z.string(),
    precision: z.string(),
    engine: z.string(),
    ratio: z.number().positive(),
  })),
});

/** Where the tables' figures come from. */
interface DocumentSources {
  summary: Summary;
  networks: z.infer<typeof networksSchema>;
  engine: z.infer<typeof engineSchema>;
  peers: readonly PeerRow[];
}

/** The tables by name, in Markdown. */
export function documentTables({ summary, networks, engine, peers }: DocumentSources) {
  const rows = summary.rows.filter(({ synthetic }) => !synthetic);
  return {
    headline: headlineTable(rows),
    speech: speechTable(rows, networks.rows),
    faces: facesTable(rows),
    engine: engineTable(engine.rows),
    unseen: unseenTable(rows),
    speakers: heldOutSpeakersTable(rows),
    peers: peersTable(rows, peers),
  };
}

/**
 * `text` with each of its marked tables replaced. Throws where a mark names no table, or one mark
 * has no end.
 */
export function fillTables(text: string, tables: Record<string, string>): string {
  const filled = text.replaceAll(
    /(<!-- table: (\w+) -->\n)(?:(?!<!-- table).)*?(<!-- end -->)/gs,
    (_, head: string, name: string, end: string) => {
      if (!(name in tables)) throw new Error(`Expected a table to be called ${name}, but none is`);
      return `${head}\n${tables[name]}\n\n${end}`;
    },
  );
  const marks = text.match(/<!-- table: /g)?.length ?? 0;
  const ends = text.match(/<!-- table: \w+ -->\n(?:(?!<!-- table).)*?<!-- end -->/gs)?.length ?? 0;
  if (marks !== ends) throw new Error(`Expected ${marks} tables to have an end, but ${ends} do`);
  return filled;
}

interface Wanted {
  corpus: string;
  model: string;
  protocol: SummaryRow["protocol"];
  knowledge?: Knowledge;
}

/** The row of an accuracy; undefined where it was not measured. */
function accuracy(rows: readonly SummaryRow[], wanted: Wanted): SummaryRow | undefined {
  const { corpus, model, protocol, knowledge = "nothing" } = wanted;
  return rows.find((row) =>
    row.metric === "accuracy" && row.corpus === corpus && row.model === model &&
    row.protocol === protocol && row.knowledge === knowledge
  );
}

/** Three digits; "–" where there is none. */
function digits(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(3);
}

function withInterval(row: SummaryRow | undefined): string {
  if (row === undefined) return "–";
  const { interval } = row;
  return digits(row.mean) +
    (interval ? ` (${digits(interval.low)} to ${digits(interval.high)})` : "");
}

/** The best single network of a corpus under a protocol with nothing known of the speakers. */
function best(rows: readonly SummaryRow[], corpus: string, protocol: SummaryRow["protocol"]) {
  return rows
    .filter((row) =>
      row.metric === "accuracy" && row.corpus === corpus && row.protocol === protocol &&
      row.knowledge === "nothing" && isOneNetwork(row) && !/labels$|copies$/.test(row.model)
    )
    .toSorted((a, b) => b.mean - a.mean)[0];
}

const headlines = [
  { title: "TurEV-DB", corpus: "turev", model: "EmotionUnet", protocol: "paper" },
  { title: "TESS", corpus: "tess", model: "EmotionUnet", protocol: "paper" },
  { title: "FER2013", corpus: "fer2013", model: "MobileNet", protocol: "official" },
] as const;

/** The README's first table: published accuracies beside ours. */
export function headlineCells(
  rows: readonly SummaryRow[],
): { header: string[]; cells: string[][] } {
  const header = [
    "data set",
    "published",
    "ours, same split",
    "ours, best network",
    "same network, unseen speakers",
    "best network, unseen speakers",
  ];
  const cells = headlines.map(({ title, corpus, model, protocol }) => {
    const same = accuracy(rows, { corpus, model, protocol });
    const unseen = accuracy(rows, { corpus, model, protocol: "speaker" });
    return [
      title,
      digits(same?.published),
      digits(same?.mean),
      digits(best(rows, corpus, protocol)?.mean),
      digits(unseen?.mean),
      digits(best(rows, corpus, "speaker")?.mean),
    ];
  });
  return { header, cells };
}

function headlineTable(rows: readonly SummaryRow[]): string {
  const { header, cells } = headlineCells(rows);
  const alignment = ["left", ...header.slice(1).map(() => "right" as const)] as const;
  return markdownTable(header, cells, [...alignment]);
}

function speechTable(
  rows: readonly SummaryRow[],
  networks: readonly { network: string; parameters: number }[],
): string {
  const columns = [
    ["TurEV-DB, random split", { corpus: "turev", protocol: "paper" }],
    ["TurEV-DB, unseen speakers, nothing known", { corpus: "turev", protocol: "speaker" }],
    [
      "TurEV-DB, unseen speakers, unlabelled clips",
      { corpus: "turev", protocol: "speaker", knowledge: "unlabelled" },
    ],
    [
      "TurEV-DB, unseen speakers, 10 labelled clips",
      { corpus: "turev", protocol: "speaker", knowledge: "labelled" },
    ],
    ["TESS, unseen speaker, nothing known", { corpus: "tess", protocol: "speaker" }],
    [
      "TESS, unseen speaker, unlabelled clips",
      { corpus: "tess", protocol: "speaker", knowledge: "unlabelled" },
    ],
    [
      "TESS, unseen speaker, 10 labelled clips",
      { corpus: "tess", protocol: "speaker", knowledge: "labelled" },
    ],
  ] as const satisfies [string, Omit<Wanted, "model">][];
  const titles = modelNames.filter((name) => modelInput(name) === "audio").map(modelTitle);
  // Each followed by itself beside pretrained encoders.
  const measured = [...new Set(rows.map(({ model }) => model))];
  const models = titles.flatMap((title) => [
    title,
    ...measured.filter((model) => model.startsWith(`${title} and `)),
  ]);
  const lines = models.map((model) => {
    const parameters = networks.find(({ network }) => network === model)?.parameters;
    const cells = columns.map(([, wanted]) => withInterval(accuracy(rows, { ...wanted, model })));
    return [model, parameters?.toLocaleString("en") ?? "–", ...cells];
  });
  const header = ["network", "parameters", ...columns.map(([title]) => title)];
  return markdownTable(
    header,
    lines.filter((line) => line.slice(2).some((cell) => cell !== "–")),
    ["left", ...header.slice(1).map(() => "right" as const)],
  );
}

function facesTable(rows: readonly SummaryRow[]): string {
  const of = rows.filter(({ corpus, metric, protocol }) =>
    corpus === "fer2013" && metric === "accuracy" && protocol === "official"
  );
  const rescorings = [", no copies", ", FER+ labels"];
  const models = of.map(({ model }) => model)
    .filter((model) => rescorings.every((suffix) => !model.endsWith(suffix)));
  const cell = (model: string) => withInterval(of.find((row) => row.model === model));
  const seeds = (model: string) => String(of.find((row) => row.model === model)!.seeds.length);
  return markdownTable(
    ["network", "seeds", "PrivateTest", "without copies", "FER+ labels"],
    models.map((model) => [
      model,
      seeds(model),
      ...["", ...rescorings].map((suffix) => cell(model + suffix)),
    ]),
    ["left", "right", "right", "right", "right"],
  );
}

/** On unseen speakers the peer that is best there, beside the discriminant without an encoder and with. */
function peersTable(rows: readonly SummaryRow[], peers: readonly PeerRow[]): string {
  const model = modelTitle("discriminantFunctionals");
  const lines = ([["TurEV-DB", "turev"], ["TESS", "tess"]] as const).flatMap(([title, corpus]) =>
    (["nothing", "unlabelled"] as const).map((knowledge) => {
      const [peer] = peers.filter((row) =>
        row.corpus === corpus && row.protocol === "speaker" && row.knowledge === knowledge
      ).toSorted((a, b) => b.accuracy.mean - a.accuracy.mean);
      const own = ["", " and whisper-tiny.en"].map((encoder) =>
        accuracy(rows, { corpus, model: model + encoder, protocol: "speaker", knowledge })
      );
      return [
        title,
        knowledgeTitles[knowledge],
        peer.model,
        ...[peer.accuracy, ...own].map((score) => digits(score?.mean)),
      ];
    })
  );
  return markdownTable(
    [
      ...["corpus", "known of the speaker", "best peer", "its figure"],
      ...["functionals", "with the encoder"],
    ],
    lines,
    ["left", "left", "left", "right", "right", "right"],
  );
}

/** Accuracy and UAR of the best networks, where speakers are in training and where they are not. */
function unseenTable(rows: readonly SummaryRow[]): string {
  const header = [
    "data set",
    "best network, random split or official test set",
    "its UAR",
    "best network, unseen speakers",
    "its UAR",
  ];
  return markdownTable(
    header,
    headlines.map(({ title, corpus, protocol }) => [
      title,
      ...[protocol, "speaker" as const].flatMap((own) => {
        const row = best(rows, corpus, own);
        return [withInterval(row), digits(row && recallsOf(row, rows)?.mean)];
      }),
    ]),
    ["left", ...header.slice(1).map(() => "right" as const)],
  );
}

/** By speaker the best network with nothing known of the speaker. */
function heldOutSpeakersTable(rows: readonly SummaryRow[]): string {
  const chosen = headlines.map(({ corpus }) => best(rows, corpus, "speaker"));
  const scores = speakerScores(rows).filter(({ row }) => chosen.includes(row));
  return markdownTable(
    ["data set", "network", "speaker", "clips", "accuracy", "UAR"],
    scores.map(({ row, speaker, n, accuracy, uar }) => [
      headlines.find(({ corpus }) => corpus === row.corpus)!.title,
      row.model,
      speaker,
      String(n),
      digits(accuracy),
      digits(uar),
    ]),
    ["left", "left", "left", "right", "right", "right"],
  );
}

function engineTable(rows: DocumentSources["engine"]["rows"]): string {
  const columns = [
    ["TurEV-DB, float32", "turev", "float32"],
    ["TurEV-DB, bfloat16", "turev", "bfloat16"],
    ["TESS, float32", "tess", "float32"],
    ["MobileNet, float32", "fer2013", "float32"],
    ["MobileNet, bfloat16", "fer2013", "bfloat16"],
  ];
  const operations = [["training step", "train"], ["prediction", "predict"], [
    "whole epoch",
    "epoch",
  ]];
  return markdownTable(
    ["operation", ...columns.map(([title]) => title)],
    operations.map(([title, operation]) => [
      title,
      ...columns.map(([, network, precision]) =>
        rows.find((row) =>
          row.network === network && row.operation === operation && row.precision === precision
        )?.ratio.toFixed(2) ?? "–"
      ),
    ]),
    ["left", ...columns.map(() => "right" as const)],
  );
}
