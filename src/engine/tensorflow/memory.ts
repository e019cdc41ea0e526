/**
 * In: pointers. Out: their addresses, and the memory behind them. By the C library's functions, for
 * Deno's own (UnsafePointer) need the permission to call any native library; these are faster, too.
 */
import { UserError } from "../../base/user_error.ts";
import { openCFunctions } from "./c_functions.ts";

// labs gives back a number that is not negative, and so any address, under the type that is named.
const symbols = {
  addressOf: { name: "labs", parameters: ["pointer"], result: "u64" },
  pointerTo: { name: "labs", parameters: ["u64"], result: "pointer" },
  strlen: { parameters: ["pointer"], result: "usize" },
  read: { name: "memcpy", parameters: ["buffer", "pointer", "usize"], result: "void" },
  write: { name: "memcpy", parameters: ["pointer", "buffer", "usize"], result: "void" },
} as const;

let opened: Deno.StaticForeignLibraryInterface<typeof symbols> | undefined;

function functions() {
  opened ??= openCFunctions(symbols);
  if (opened) return opened;
  throw new UserError(
    "Expected to be permitted to call the C library's functions, but that is not so; run a task of " +
      "deno.json, or deno run --allow-ffi main.ts",
  );
}

/** The address as a number. */
export function addressOf(pointer: Deno.PointerObject): bigint {
  return functions().addressOf(pointer);
}

/** The pointer to an address; null for 0. */
export function pointerTo(address: bigint): Deno.PointerValue {
  return functions().pointerTo(address);
}

/** Copies as many bytes as `bytes` has from `source`. */
export function readBytes(source: Deno.PointerObject, bytes: Uint8Array<ArrayBuffer>): void {
  functions().read(bytes, source, BigInt(bytes.byteLength));
}

/** Copies `bytes` to `target`, which must have room for them. */
export function writeBytes(target: Deno.PointerObject, bytes: Uint8Array<ArrayBuffer>): void {
  functions().write(target, bytes, BigInt(bytes.byteLength));
}

/** The text of a C string; "" for null. */
export function readString(pointer: Deno.PointerValue): string {
  if (pointer === null) return "";
  const bytes = new Uint8Array(Number(functions().strlen(pointer)));
  readBytes(pointer, bytes);
  return new TextDecoder().decode(bytes);
}
