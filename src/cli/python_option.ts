/** Out: the option of benchmarks that names the Python to measure against. */
import { Option } from "commander";

/** `--python`, of a Python that holds `what`; stronger than $DUYGU_PYTHON. */
export function pythonOption(what: string): Option {
  return new Option("--python <path>", `a Python that holds ${what}`).env("DUYGU_PYTHON");
}
