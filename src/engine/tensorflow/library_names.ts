/** Out: how TensorFlow's two shared libraries are called on this platform. */
import { UserError } from "../../base/user_error.ts";

/** File names of TensorFlow's libraries. */
export interface LibraryNames {
  /** Statuses and tensors. */
  framework: string;
  /** The eager runtime and all kernels. */
  runtime: string;
}

/** The file names on `os`. Throws UserError where TensorFlow has no such libraries. */
export function libraryNames(os: typeof Deno.build.os = Deno.build.os): LibraryNames {
  if (os === "linux") {
    return { framework: "libtensorflow_framework.so.2", runtime: "libtensorflow_cc.so.2" };
  }
  if (os === "darwin") {
    return { framework: "libtensorflow_framework.2.dylib", runtime: "libtensorflow_cc.2.dylib" };
  }
  throw new UserError(
    `The tensorflow engine runs on Linux and macOS, but this is ${os}; take --engine wasm`,
  );
}
