/**
 * Tests only. In: a test that needs Slurm. Out: the test with a Slurm of one machine, its controller
 * and its node, that is started for the tests of its file in a temporary folder.
 */
import { join } from "node:path";
import { programOnPath } from "../../base/processes.ts";
import { freePort } from "../../base/testing/free_port.ts";
import { until } from "../../base/testing/until.ts";
import { type CallSlurm, slurmCaller } from "../slurm.ts";

/** A running Slurm. */
export interface TestSlurm {
  call: CallSlurm;
  /** For processes that ask it. */
  variables: Record<string, string>;
  /** Its one node. */
  node: string;
  stopController(): Promise<void>;
  startController(): Promise<void>;
}

const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch"];

/** Distributions put some of them where users' PATH does not lead. */
const find = (program: string) =>
  programOnPath(program) ??
    ["/usr/sbin", "/usr/local/sbin"].map((place) => join(place, program)).find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });

async function run(program: string, ...args: string[]): Promise<void> {
  const command = new Deno.Command(find(program)!, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}

async function startSlurm(): Promise<TestSlurm & { stop(): Promise<void> }> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-slurm-" });
  for (const name of ["state", "spool"]) await Deno.mkdir(join(folder, name));
  const key = join(folder, "munge.key");
  await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 });
  const node = Deno.hostname().split(".")[0];
  const config = join(folder, "slurm.conf");
  await Deno.writeTextFile(
    config,
    `ClusterName=test
SlurmctldHost=${node}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmctldTimeout=30
MessageTimeout=5
KillWait=5
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${navigator.hardwareConcurrency} RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP
`,
  );
  const variables = { SLURM_CONF: config };
  const call = slurmCaller(variables);
  const startController = async () => {
    await run("slurmctld", "-f", config);
    await until(async () => (await call("scontrol", ["ping"])).stdout.includes("UP"));
  };
  const pidOf = async (name: string) => Number(await Deno.readTextFile(join(folder, name)));
  const end = async (name: string, signal: Deno.Signal) => {
    const pid = await pidOf(`${name}.pid`).catch(() => undefined);
    if (!pid) return;
    try {
      Deno.kill(pid, signal);
    } catch {
      return;
    }
    await until(() => !isThere(pid));
  };
  await run(
    "munged",
    ...["--force", `--socket=${folder}/munge.sock`, `--key-file=${key}`],
    ...[`--pid-file=${folder}/munged.pid`, `--log-file=${folder}/munged.log`],
    `--seed-file=${folder}/munged.seed`,
  );
  await startController();
  await run("slurmd", "-f", config);
  await until(async () => (await call("sinfo", ["-h"])).stdout.includes("idle"));
  return {
    ...{ call, variables, node, startController },
    stopController: () => end("slurmctld", "SIGTERM"),
    stop: async () => {
      await call("scancel", ["--me"]);
      for (const name of ["slurmd", "slurmctld", "munged"]) await end(name, "SIGTERM");
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

function isThere(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

let slurm: Awaited<ReturnType<typeof startSlurm>> | undefined;

/**
 * Registers a test that needs Slurm. Where its programs are not installed, or this is not root,
 * whose service it is, the test is left out, which is said. Call {@link stopTestSlurm} after the
 * file's last test.
 */
export function slurmTest(name: string, test: (slurm: TestSlurm) => Promise<void>): void {
  const missing = PROGRAMS.find((program) => !find(program));
  const why = missing ? `${missing} is not installed` : Deno.uid() === 0 ? "" : "this is not root";
  if (why) console.error(`skipped "${name}": ${why}`);
  Deno.test({
    name,
    ignore: why !== "",
    fn: async () => {
      slurm ??= await startSlurm();
      await test(slurm);
    },
  });
}

/** Stops Slurm, where a test has started it. */
export async function stopTestSlurm(): Promise<void> {
  await slurm?.stop();
  slurm = undefined;
}
