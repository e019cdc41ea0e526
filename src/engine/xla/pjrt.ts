/** PJRT, XLA's plugin interface, through Deno's FFI. */
import { UserError } from "../../base/user_error.ts";
import { keepLoaded } from "../tensorflow/c_library.ts";
import {
  type ElementType,
  elementTypes,
  type FunctionName,
  functionPlaces,
  structLayouts,
  type StructName,
  TABLE_START,
  VERSION_OFFSETS,
} from "./pjrt_layout.ts";

/** The address of something that the plugin holds; 0 for none. */
export type Handle = bigint;

/** Thrown where the plugin refuses a call; the message is XLA's. */
class PjrtError extends Error {
  override readonly name = "PjrtError";
  constructor(what: string, message: string) {
    super(`${what}: ${message}`);
  }
}

/** What a device has of memory, in bytes; a plugin may not tell all of it. */
interface DeviceMemory {
  inUse: number;
  peak?: number;
  limit?: number;
}

/** A program that was compiled for the client's first device. */
export interface Executable {
  /**
   * Runs it and returns its outputs' buffers at once, while the device still computes. Buffers that
   * it was compiled to take over are gone afterwards, except those of the places `keep`.
   */
  run(buffers: readonly Handle[], keep?: readonly number[]): Handle[];
  dispose(): void;
}

/** A plugin that runs. */
export interface PjrtClient {
  /** Such as "cpu" and "cuda". */
  platform: string;
  /** What the plugin says of its own version. */
  platformVersion: string;
  /** Of the interface, such as "0.81". */
  apiVersion: string;
  /** What the devices call themselves, such as "NVIDIA H100 80GB HBM3". */
  devices: string[];
  /**
   * Compiles StableHLO text of so many outputs under `options`, a serialised CompileOptionsProto.
   */
  compile(program: string, options: Uint8Array, outputs: number): Executable;
  /** Copies `values` to the first device. */
  upload(values: ArrayBufferView, type: ElementType, shape: readonly number[]): Handle;
  /** Copies buffers into arrays of their sizes, waiting for what computes them. */
  download(buffers: readonly Handle[], into: readonly ArrayBufferView[]): void;
  /** Copies a buffer into an array of its size while JavaScript goes on. */
  downloadLater(buffer: Handle, into: ArrayBufferView): Promise<void>;
  release(buffer: Handle): void;
  /** Undefined where the plugin does not tell. */
  memory(): DeviceMemory | undefined;
}

/** Options of a plugin at its start, such as {preallocate: false}. */
export type CreateOptions = Record<string, boolean | string>;

/** PJRT_HostBufferSemantics_kImmutableOnlyDuringCall: the plugin copies before it returns. */
const COPIED_DURING_CALL = 0;
/** PJRT_NamedValue_Type. */
const VALUE_TYPES = { string: 0, boolean: 4 } as const;

const callType = { parameters: ["buffer"], result: "pointer" } as const;
const laterType = { ...callType, nonblocking: true } as const;

/** A struct's memory, which keeps alive what its fields point to. */
interface Struct {
  bytes: Uint8Array<ArrayBuffer>;
  set(field: string, value: Handle | number | ArrayBufferView): void;
  word(field: string): Handle;
  flag(field: string): boolean;
}

function addressOf(view: ArrayBufferView): Handle {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(view as Uint8Array<ArrayBuffer>));
}

/** A struct with the values of some fields; the others are 0. */
function struct(
  name: StructName,
  values: Record<string, Handle | number | ArrayBufferView> = {},
): Struct {
  const { size, offsets } = structLayouts[name];
  const view = new DataView(new ArrayBuffer(Math.ceil(size / 8) * 8));
  view.setBigUint64(0, BigInt(size), true);
  const held = new Map<string, ArrayBufferView>();
  const made: Struct = {
    bytes: new Uint8Array(view.buffer),
    set: (field, value) => {
      if (ArrayBuffer.isView(value)) {
        held.set(field, value);
        view.setBigUint64(offsets[field], addressOf(value), true);
      } else if (typeof value === "bigint") view.setBigUint64(offsets[field], value, true);
      else view.setInt32(offsets[field], value, true);
    },
    word: (field) => view.getBigUint64(offsets[field], true),
    flag: (field) => view.getUint8(offsets[field]) !== 0,
  };
  for (const [field, value] of Object.entries(values)) made.set(field, value);
  return made;
}

const encode = (text: string) => new TextEncoder().encode(text);

/** The text of `length` bytes at an address. */
function textAt(address: Handle, length: Handle): string {
  const pointer = Deno.UnsafePointer.create(address);
  if (pointer === null) return "";
  const bytes = Deno.UnsafePointerView.getArrayBuffer(pointer, Number(length));
  return new TextDecoder().decode(new Uint8Array(bytes).slice());
}

/**
 * Loads the plugin at `path` and starts it. Throws UserError where it is none or does not start.
 */
export function startClient(path: string, options: CreateOptions = {}): PjrtClient {
  const table = openTable(path);
  const { call, apiVersion } = table;
  call("PJRT_Plugin_Initialize", struct("PJRT_Plugin_Initialize_Args"));
  const client = createClient(path, call, options);
  const tell = (name: "PlatformName" | "PlatformVersion", field: string) => {
    const asked = struct(`PJRT_Client_${name}_Args`, { client });
    call(`PJRT_Client_${name}`, asked);
    return textAt(asked.word(field), asked.word(`${field}_size`));
  };
  const devices = listDevices(call, client);
  if (devices.length === 0) throw new UserError(`The PJRT plugin ${path} finds no device`);
  const device = devices[0];
  return {
    platform: tell("PlatformName", "platform_name"),
    platformVersion: tell("PlatformVersion", "platform_version"),
    apiVersion,
    devices: devices.map((one) => kindOf(call, one)),
    compile: (program, compileOptions, outputs) =>
      compile(call, { client, program, options: compileOptions, outputs }),
    memory: () => memoryOf(call, device),
    ...buffersOf(table, client, device),
  };
}

type Call = (name: FunctionName, argument: Struct) => void;

/** The table's functions. */
interface Table {
  call: Call;
  /** PJRT_Event_Await on another thread. */
  await(argument: Struct): Promise<void>;
  apiVersion: string;
}

function openTable(path: string): Table {
  let table: Deno.PointerValue;
  try {
    const library = Deno.dlopen(path, { GetPjrtApi: { parameters: [], result: "pointer" } });
    keepLoaded(path);
    table = library.symbols.GetPjrtApi();
  } catch (error) {
    throw new UserError(
      `Expected ${path} to be a PJRT plugin, but it does not load: ${(error as Error).message}`,
    );
  }
  if (table === null) throw new UserError(`The PJRT plugin ${path} offers no functions`);
  const view = new Deno.UnsafePointerView(table);
  const major = view.getInt32(VERSION_OFFSETS.major), minor = view.getInt32(VERSION_OFFSETS.minor);
  if (major !== 0) {
    throw new UserError(`Expected a PJRT plugin of API 0, but ${path} has ${major}.${minor}`);
  }
  const functions = new Map<FunctionName, Deno.UnsafeFnPointer<typeof callType>>();
  for (const [name, place] of Object.entries(functionPlaces)) {
    const pointer = view.getPointer(TABLE_START + 8 * place);
    if (pointer === null) throw new UserError(`The PJRT plugin ${path} lacks ${name}`);
    functions.set(
      name as FunctionName,
      new Deno.UnsafeFnPointer(pointer as Deno.PointerObject<typeof callType>, callType),
    );
  }
  const waiting = new Deno.UnsafeFnPointer(
    view.getPointer(TABLE_START + 8 * functionPlaces.PJRT_Event_Await) as Deno.PointerObject<
      typeof laterType
    >,
    laterType,
  );
  const throwWhere = (name: FunctionName, error: Deno.PointerValue) => {
    if (error === null) return;
    const address = Deno.UnsafePointer.value(error);
    const asked = struct("PJRT_Error_Message_Args", { error: address });
    functions.get("PJRT_Error_Message")!.call(asked.bytes);
    const message = textAt(asked.word("message"), asked.word("message_size"));
    functions.get("PJRT_Error_Destroy")!
      .call(struct("PJRT_Error_Destroy_Args", { error: address }).bytes);
    throw new PjrtError(name.replace("PJRT_", ""), message);
  };
  return {
    call: (name, { bytes }) => throwWhere(name, functions.get(name)!.call(bytes)),
    await: async (argument) => throwWhere("PJRT_Event_Await", await waiting.call(argument.bytes)),
    apiVersion: `${major}.${minor}`,
  };
}

function createClient(path: string, call: Call, options: CreateOptions): Handle {
  const { size } = structLayouts.PJRT_NamedValue;
  const names = Object.entries(options);
  const list = new Uint8Array(size * names.length);
  const held = names.map(([name, value], place) => {
    const text = encode(name);
    const one = struct("PJRT_NamedValue", {
      name: text,
      name_size: BigInt(text.length),
      type: VALUE_TYPES[typeof value as keyof typeof VALUE_TYPES],
    });
    const content = typeof value === "string" ? encode(value) : BigInt(value);
    one.set("value", content);
    one.set("value_size", typeof content === "bigint" ? 1n : BigInt(content.length));
    list.set(one.bytes.subarray(0, size), place * size);
    return one;
  });
  const created = struct("PJRT_Client_Create_Args", { num_options: BigInt(held.length) });
  if (held.length > 0) created.set("create_options", list);
  try {
    call("PJRT_Client_Create", created);
  } catch (error) {
    throw new UserError(`The PJRT plugin ${path} does not start: ${(error as Error).message}`);
  }
  return created.word("client");
}

function listDevices(call: Call, client: Handle): Handle[] {
  const asked = struct("PJRT_Client_AddressableDevices_Args", { client });
  call("PJRT_Client_AddressableDevices", asked);
  const count = Number(asked.word("num_addressable_devices"));
  const list = Deno.UnsafePointer.create(asked.word("addressable_devices"));
  if (count === 0 || list === null) return [];
  const view = new Deno.UnsafePointerView(list);
  return Array.from({ length: count }, (_, place) => view.getBigUint64(8 * place));
}

function kindOf(call: Call, device: Handle): string {
  const described = struct("PJRT_Device_GetDescription_Args", { device });
  call("PJRT_Device_GetDescription", described);
  const asked = struct("PJRT_DeviceDescription_Kind_Args", {
    device_description: described.word("device_description"),
  });
  call("PJRT_DeviceDescription_Kind", asked);
  return textAt(asked.word("device_kind"), asked.word("device_kind_size"));
}

function memoryOf(call: Call, device: Handle): DeviceMemory | undefined {
  const asked = struct("PJRT_Device_MemoryStats_Args", { device });
  try {
    call("PJRT_Device_MemoryStats", asked);
  } catch {
    return undefined; // A plugin for a processor has none.
  }
  const known = (field: string) =>
    asked.flag(`${field}_is_set`) ? Number(asked.word(field)) : undefined;
  return {
    inUse: Number(asked.word("bytes_in_use")),
    peak: known("peak_bytes_in_use"),
    limit: known("bytes_limit"),
  };
}

function compile(
  call: Call,
  { client, program, options, outputs }: {
    client: Handle;
    program: string;
    options: Uint8Array;
    outputs: number;
  },
): Executable {
  const code = encode(program), format = encode("mlir");
  const described = struct("PJRT_Program", {
    code,
    code_size: BigInt(code.length),
    format,
    format_size: BigInt(format.length),
  });
  const compiled = struct("PJRT_Client_Compile_Args", {
    client,
    program: described.bytes,
    compile_options: options,
    compile_options_size: BigInt(options.length),
  });
  call("PJRT_Client_Compile", compiled);
  const executable = compiled.word("executable");
  const settings = struct("PJRT_ExecuteOptions");
  let given = new BigUint64Array(0);
  const returned = new BigUint64Array(Math.max(1, outputs));
  const execution = struct("PJRT_LoadedExecutable_Execute_Args", {
    executable,
    options: settings.bytes,
    num_devices: 1n,
    output_lists: BigUint64Array.of(addressOf(returned)),
  });
  return {
    run: (buffers, keep = []) => {
      if (given.length !== buffers.length) {
        given = new BigUint64Array(buffers.length);
        execution.set("argument_lists", BigUint64Array.of(addressOf(given)));
        execution.set("num_args", BigInt(buffers.length));
      }
      given.set(buffers);
      settings.set("non_donatable_input_indices", BigInt64Array.from(keep, BigInt));
      settings.set("num_non_donatable_input_indices", BigInt(keep.length));
      call("PJRT_LoadedExecutable_Execute", execution);
      return Array.from(returned.subarray(0, outputs));
    },
    dispose: () =>
      call(
        "PJRT_LoadedExecutable_Destroy",
        struct("PJRT_LoadedExecutable_Destroy_Args", { executable }),
      ),
  };
}

function buffersOf({ call, await: wait }: Table, client: Handle, device: Handle) {
  const destroyed = struct("PJRT_Buffer_Destroy_Args");
  const awaited = struct("PJRT_Event_Await_Args");
  const ended = struct("PJRT_Event_Destroy_Args");
  const end = (event: Handle) => {
    if (event === 0n) return;
    ended.set("event", event);
    call("PJRT_Event_Destroy", ended);
  };
  const begin = (src: Handle, dst: ArrayBufferView): Handle => {
    const copied = struct("PJRT_Buffer_ToHostBuffer_Args", {
      src,
      dst_size: BigInt(dst.byteLength),
    });
    if (dst.byteLength > 0) copied.set("dst", dst);
    call("PJRT_Buffer_ToHostBuffer", copied);
    return copied.word("event");
  };
  return {
    upload: (values: ArrayBufferView, type: ElementType, shape: readonly number[]): Handle => {
      const sent = struct("PJRT_Client_BufferFromHostBuffer_Args", {
        client,
        device,
        type: elementTypes[type].number,
        // An array without elements has no address.
        data: values.byteLength > 0 ? values : new Uint8Array(8),
        host_buffer_semantics: COPIED_DURING_CALL,
        num_dims: BigInt(shape.length),
      });
      if (shape.length > 0) sent.set("dims", BigInt64Array.from(shape, BigInt));
      call("PJRT_Client_BufferFromHostBuffer", sent);
      end(sent.word("done_with_host_buffer"));
      return sent.word("buffer");
    },
    download: (buffers: readonly Handle[], into: readonly ArrayBufferView[]): void => {
      // All copies are under way before the first is waited for.
      const events = buffers.map((buffer, place) => begin(buffer, into[place]));
      let failure: unknown;
      for (const event of events) {
        awaited.set("event", event);
        try {
          call("PJRT_Event_Await", awaited);
        } catch (error) {
          failure ??= error;
        }
        end(event);
      }
      if (failure !== undefined) throw failure;
    },
    downloadLater: async (buffer: Handle, into: ArrayBufferView): Promise<void> => {
      const event = begin(buffer, into);
      try {
        await wait(struct("PJRT_Event_Await_Args", { event }));
      } finally {
        end(event);
      }
    },
    release: (buffer: Handle): void => {
      destroyed.set("buffer", buffer);
      call("PJRT_Buffer_Destroy", destroyed);
    },
  };
}
