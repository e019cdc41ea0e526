/** The pinned wheels that hold TensorFlow's libraries, one for each platform. */

/** A wheel of the Python package index that carries libtensorflow. */
export interface TensorflowWheel {
  /** The package, such as "tensorflow-cpu". */
  packageName: string;
  version: string;
  /** pip's platform tag. */
  platformTag: string;
  fileName: string;
  /** SHA-256 of the wheel. */
  sha256: string;
  /** The download's size in megabytes, to be told to the user. */
  megabytes: number;
}

const VERSION = "2.21.0";

const WHEELS: Record<string, Pick<TensorflowWheel, "packageName" | "platformTag" | "sha256">> = {
  "linux-x86_64": {
    packageName: "tensorflow-cpu",
    platformTag: "manylinux_2_27_x86_64",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  },
  "linux-aarch64": {
    packageName: "tensorflow",
    platformTag: "manylinux_2_27_aarch64",
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
  },
  "darwin-aarch64": {
    packageName: "tensorflow",
    platformTag: "macosx_12_0_arm64",
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
  },
};

/** The wheel for `platform` ("linux-x86_64", …); undefined where TensorFlow has none. */
export function tensorflowWheel(
  platform = `${Deno.build.os}-${Deno.build.arch}`,
): TensorflowWheel | undefined {
  const wheel = WHEELS[platform];
  if (wheel === undefined) return undefined;
  const distribution = wheel.packageName.replaceAll("-", "_");
  return {
    ...wheel,
    version: VERSION,
    fileName: `${distribution}-${VERSION}-cp311-cp311-${wheel.platformTag}.whl`,
    megabytes: 274,
  };
}
