/** What holds for all commands, for the reference in Markdown and as a manual page. */
import { SETTINGS_FILE } from "./settings_file.ts";

/** Where a value comes from, what the environment may say, and what exit codes mean. */
export const surroundings = {
  /** The strongest first. */
  origins: [
    "the option on the command line;",
    "the environment variable, where the option has one;",
    `the file of settings: ${SETTINGS_FILE} in the current folder, or the one that $DUYGU_CONFIG ` +
    "names;",
    "the default.",
  ],
  /** Variables with their meaning. */
  variables: [
    ["DUYGU_DATA, DUYGU_ENGINE, DUYGU_PRECISION", "the global options of these names"],
    ["DUYGU_PJRT", "the PJRT plugin of the xla engine, as --plugin has it"],
    ["DUYGU_CONFIG", "the file of settings"],
    ["DUYGU_PYTHON", "a Python that holds the peers of benchmarks"],
    ["DUYGU_CACHE", "the cache folder; by default duygu in the platform's place for caches"],
    ["DUYGU_TENSORFLOW", "a folder that holds TensorFlow's libraries, instead of fetching them"],
    ["DUYGU_TENSORFLOW_LOG", "set to anything: TensorFlow's own messages are shown"],
    ["NO_COLOR", "set to anything: no colours"],
  ],
  /** Codes with their meaning. */
  exitCodes: [
    ["0", "done"],
    ["1", "a failure that the user did not cause, or a check that found something"],
    ["2", "a mistake in the call or the data; standard error says which in one sentence"],
    ["130", "ended by Ctrl-C or SIGTERM, with everything finished kept"],
  ],
} as const;
