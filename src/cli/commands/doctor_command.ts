/** The command `doctor`: what works on this machine, and what to do about the rest. */
import type { Command } from "commander";
import { describeEnvironment, type Environment } from "../../base/describe_environment.ts";
import { examineEngine, type Finding } from "../../engine/doctor.ts";
import { examineData } from "../doctor/examine_data.ts";
import { examinePeers } from "../doctor/examine_peers.ts";
import { examineStorage } from "../doctor/examine_storage.ts";
import { globalOptions } from "../global_options.ts";

/** The oldest Deno that Duygu is tested with. */
const LEAST_DENO = [2, 9] as const;

/** Adds `doctor` to the program. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("Show what works on this machine, and what to do about the rest")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", "\nExample:\n  duygu doctor --data ~/corpora")
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { engine: asked, data, quiet } = globalOptions(command);
      const { engine, findings: ofEngine } = await examineEngine({ engine: asked });
      const environment = await describeEnvironment();
      const findings = [
        ...machineFindings(environment),
        ...ofEngine,
        ...await examineData({ dataRoot: data, quiet }),
        ...await examineStorage(),
        ...await examinePeers(),
      ];
      console.log(
        json ? JSON.stringify({ environment, engine, findings }, null, 2) : doctorText(findings),
      );
      if (engine === null) throw new Error("The engine does not start");
    });
}

/** Versions and the machine. */
export function machineFindings(environment: Environment): Finding[] {
  const { duygu, deno, v8, os, osRelease, architecture, cpu, cores, memoryGiB } = environment;
  const [major, minor] = deno.split(".").map(Number);
  const isOld = major < LEAST_DENO[0] || (major === LEAST_DENO[0] && minor < LEAST_DENO[1]);
  return [
    { topic: "Duygu", found: duygu },
    {
      topic: "Deno",
      found: `${deno}, V8 ${v8}`,
      ...isOld ? { advice: `take Deno ${LEAST_DENO.join(".")} or later` } : {},
    },
    { topic: "system", found: `${os} ${osRelease}, ${architecture}` },
    { topic: "processor", found: `${cpu}, ${cores} cores, ${memoryGiB} GiB of memory` },
  ];
}

/** One line a finding, with what to do below it, and how many such there are. */
export function doctorText(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.flatMap(({ topic, found, advice }) => [
    `${advice ? "!" : " "} ${topic.padEnd(width)}  ${found}`,
    ...advice ? [`  ${" ".repeat(width)}  → ${advice}`] : [],
  ]);
  const count = findings.filter(({ advice }) => advice).length;
  const problems = count === 1 ? "1 thing" : `${count} things`;
  const end = count ? `${problems} to do, marked by !` : "Nothing to do.";
  return [...lines, "", end].join("\n");
}
