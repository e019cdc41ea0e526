import assert from "node:assert/strict";
import { join } from "node:path";
import { parseCsv } from "../../base/csv.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { linePlot } from "../../plot/line_plot.ts";
import { paperS } from "../published/paper_s.ts";
import type { ReportSection } from "./report_content.ts";
import { bibtex, exportReport, latexText } from "./report_exports.ts";

const rows = [["a & b", "−1.5 ± 0.2"], ['c "x", y', "100 %"]];
const sections: ReportSection[] = [{
  id: "one",
  title: "Speed_1",
  isAppendix: false,
  parts: [
    { kind: "table", name: "speed", table: { header: ["what", "figure"], rows, right: [1] } },
    { kind: "table", name: "empty", table: { header: ["what"], rows: [], right: [] } },
    {
      kind: "figure",
      name: "line",
      spec: linePlot([{ name: "l", x: [0, 1], y: [0, 1] }], { title: "t", x: "x", y: "y" }),
      description: "a line",
    },
  ],
}];

Deno.test("tables are CSV and LaTeX, figures SVG, and empty tables are left out", () =>
  withTemporaryFolder(async (folder) => {
    const paths = await exportReport(sections, folder, ["csv", "latex", "svg"]);
    assert.deepEqual(paths.map((path) => path.slice(folder.length + 1)), [
      join("tables", "speed.csv"),
      join("tables", "speed.tex"),
      join("figures", "line.svg"),
      "sources.bib",
    ]);
    const [csv, latex, svg, bib] = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
    assert.deepEqual(parseCsv(csv, "it").rows, [["what", "figure"], ...rows]);
    assert.match(latex, /\\begin\{longtable\}\{lr\}\n\\caption\{Speed\\_1\}\\label\{tab:speed\}/);
    assert.match(latex, /\na \\& b & \$-\$1\.5 \$\\pm\$ 0\.2 \\\\\n/);
    assert.match(svg, /^<svg /);
    assert.match(bib, /@misc\{gormez2025,\n {2}author = \{Yasin Görmez\},\n/);
  }));

Deno.test("nothing in a text is a command to LaTeX", () => {
  assert.equal(
    latexText("50 % of $x_1$ {a} ~ ^ \\"),
    "50 \\% of \\$x\\_1\\$ \\{a\\} " +
      "\\textasciitilde{} \\textasciicircum{} \\textbackslash{}",
  );
});

Deno.test("a source has its authors, title, year and doi", () => {
  assert.equal(
    bibtex([paperS]),
    "@misc{gormez2025,\n  author = {Yasin Görmez},\n" +
      "  title = {{EmotionUnet: Konuşma Duygu Tanıma için U-Net Tabanlı Özgün Derin Öğrenme " +
      "Modeli}},\n  year = {2025},\n" +
      "  note = {Academic Journal of Information Technology 16 (3), 2025},\n" +
      "  doi = {10.5824/ajite.2025.03.003.x},\n}\n",
  );
});
