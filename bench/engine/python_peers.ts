/**
 * In: a Python and the packages that it holds. Out: the peers that it can run, Keras, PyTorch
 * and JAX in each of their variants.
 */
import { fileURLToPath } from "node:url";
import type { Precision } from "./contender.ts";
import type { Entrant } from "./entrant.ts";
import type { PeerPython } from "./find_peer_python.ts";
import { processContender } from "./process_contender.ts";

/** A variant as the scripts' setup knows it. */
interface Variant {
  name: string;
  variant: string;
  precisions: Precision[];
}

const both: Precision[] = ["float32", "bfloat16"];

const kerasVariants: Variant[] = [
  { name: "keras", variant: "default", precisions: both },
  { name: "keras-xla", variant: "xla", precisions: both },
];
const torchVariants: Variant[] = [
  { name: "torch", variant: "default", precisions: both },
  { name: "torch-compile", variant: "compile", precisions: both },
  { name: "torch-fpmath", variant: "fpmath", precisions: ["bfloat16"] },
  { name: "torch-cuda", variant: "cuda", precisions: both },
  { name: "torch-cuda-compile", variant: "cuda-compile", precisions: both },
];
const jaxVariants: Variant[] = [{ name: "jax-cuda", variant: "cuda", precisions: both }];

/** The peers that `python` can run; empty where it holds none of their packages. */
export function pythonPeers({ program, packages }: PeerPython): Entrant[] {
  const entrants = (script: string, variants: Variant[]): Entrant[] =>
    variants.map(({ name, variant, precisions }) => ({
      name,
      precisions,
      create: () => {
        const path = fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
        return processContender({ name, command: [program, path], variant });
      },
    }));
  const keras = "keras" in packages && ("tensorflow" in packages || "tensorflow-cpu" in packages);
  return [
    ...(keras ? entrants("keras_peer.py", kerasVariants) : []),
    ...("torch" in packages ? entrants("torch_peer.py", torchVariants) : []),
    ...("flax" in packages && "jax" in packages ? entrants("jax_peer.py", jaxVariants) : []),
  ];
}
