/**
 * The memory layout of PJRT's C interface as far as the engine uses it: which place of the table of
 * functions holds which function, and where each struct has its fields (xla/pjrt/c/pjrt_c_api.h,
 * API 0.81). Later versions append functions and fields only; a struct's first field, its size,
 * tells the plugin which of them its caller knows.
 */

/** Places in the table, in the header's order, counted from the first function. */
export const functionPlaces = {
  PJRT_Error_Destroy: 0,
  PJRT_Error_Message: 1,
  PJRT_Plugin_Initialize: 3,
  PJRT_Event_Destroy: 5,
  PJRT_Event_Await: 8,
  PJRT_Client_Create: 10,
  PJRT_Client_PlatformName: 12,
  PJRT_Client_PlatformVersion: 14,
  PJRT_Client_AddressableDevices: 16,
  PJRT_Client_Compile: 20,
  PJRT_Client_BufferFromHostBuffer: 22,
  PJRT_DeviceDescription_Kind: 26,
  PJRT_Device_GetDescription: 29,
  PJRT_Device_MemoryStats: 34,
  PJRT_LoadedExecutable_Destroy: 50,
  PJRT_LoadedExecutable_Execute: 55,
  PJRT_Buffer_Destroy: 58,
  PJRT_Buffer_ToHostBuffer: 70,
} as const;

/** The name of a function that the engine calls. */
export type FunctionName = keyof typeof functionPlaces;

/** Bytes before the table's first function: size, extensions, and the version's own struct. */
export const TABLE_START = 40;
/** Where the table holds the version's major and minor number. */
export const VERSION_OFFSETS = { major: 32, minor: 36 } as const;

/** What a field holds: an address or a number of 8 bytes, a C int, or a C bool. */
type FieldType = "word" | "int" | "bool";

const FIELD_BYTES: Record<FieldType, number> = { word: 8, int: 4, bool: 1 };

/** Fields after struct_size and extension_start, in their order; those not named are words. */
const fields = {
  PJRT_Error_Destroy_Args: ["error"],
  PJRT_Error_Message_Args: ["error", "message", "message_size"],
  PJRT_Plugin_Initialize_Args: [],
  PJRT_Event_Destroy_Args: ["event"],
  PJRT_Event_Await_Args: ["event"],
  PJRT_Client_Create_Args: [
    "create_options",
    "num_options",
    "kv_get_callback",
    "kv_get_user_arg",
    "kv_put_callback",
    "kv_put_user_arg",
    "client",
    "kv_try_get_callback",
    "kv_try_get_user_arg",
  ],
  PJRT_Client_PlatformName_Args: ["client", "platform_name", "platform_name_size"],
  PJRT_Client_PlatformVersion_Args: ["client", "platform_version", "platform_version_size"],
  PJRT_Client_AddressableDevices_Args: [
    "client",
    "addressable_devices",
    "num_addressable_devices",
  ],
  PJRT_NamedValue: ["name", "name_size", "type:int", "value", "value_size"],
  PJRT_Program: ["code", "code_size", "format", "format_size"],
  PJRT_Client_Compile_Args: [
    "client",
    "program",
    "compile_options",
    "compile_options_size",
    "executable",
  ],
  PJRT_Client_BufferFromHostBuffer_Args: [
    "client",
    "data",
    "type:int",
    "dims",
    "num_dims",
    "byte_strides",
    "num_byte_strides",
    "host_buffer_semantics:int",
    "device",
    "memory",
    "device_layout",
    "done_with_host_buffer",
    "buffer",
  ],
  PJRT_DeviceDescription_Kind_Args: ["device_description", "device_kind", "device_kind_size"],
  PJRT_Device_GetDescription_Args: ["device", "device_description"],
  PJRT_Device_MemoryStats_Args: [
    "device",
    "bytes_in_use",
    "peak_bytes_in_use",
    "peak_bytes_in_use_is_set:bool",
    "num_allocs",
    "num_allocs_is_set:bool",
    "largest_alloc_size",
    "largest_alloc_size_is_set:bool",
    "bytes_limit",
    "bytes_limit_is_set:bool",
    "bytes_reserved",
    "bytes_reserved_is_set:bool",
    "peak_bytes_reserved",
    "peak_bytes_reserved_is_set:bool",
    "bytes_reservable_limit",
    "bytes_reservable_limit_is_set:bool",
    "largest_free_block_bytes",
    "largest_free_block_bytes_is_set:bool",
    "pool_bytes",
    "pool_bytes_is_set:bool",
    "peak_pool_bytes",
    "peak_pool_bytes_is_set:bool",
  ],
  PJRT_LoadedExecutable_Destroy_Args: ["executable"],
  PJRT_ExecuteOptions: [
    "send_callbacks",
    "recv_callbacks",
    "num_send_ops",
    "num_recv_ops",
    "launch_id:int",
    "non_donatable_input_indices",
    "num_non_donatable_input_indices",
    "context",
    "call_location",
    "num_tasks",
    "task_ids",
    "incarnation_ids",
  ],
  PJRT_LoadedExecutable_Execute_Args: [
    "executable",
    "options",
    "argument_lists",
    "num_devices",
    "num_args",
    "output_lists",
    "device_complete_events",
    "execute_device",
  ],
  PJRT_Buffer_Destroy_Args: ["buffer"],
  PJRT_Buffer_ToHostBuffer_Args: ["src", "host_layout", "dst", "dst_size", "event"],
} as const satisfies Record<string, readonly string[]>;

/** The name of a struct that the engine fills or reads. */
export type StructName = keyof typeof fields;

/** A struct's size and its fields' offsets in bytes. */
interface StructLayout {
  /** What struct_size says: up to the end of the last field, as the header's macro has it. */
  size: number;
  offsets: Record<string, number>;
}

function layoutOf(names: readonly string[]): StructLayout {
  const offsets: Record<string, number> = { struct_size: 0, extension_start: 8 };
  let end = 16;
  for (const described of names) {
    const [name, type = "word"] = described.split(":") as [string, FieldType?];
    const bytes = FIELD_BYTES[type];
    offsets[name] = Math.ceil(end / bytes) * bytes;
    end = offsets[name] + bytes;
  }
  return { size: end, offsets };
}

/** All layouts by the structs' names. */
export const structLayouts: Record<StructName, StructLayout> = Object.fromEntries(
  Object.entries(fields).map(([name, list]) => [name, layoutOf(list)]),
) as Record<StructName, StructLayout>;

/** PJRT_Buffer_Type of each element type that programs use, and its bytes. */
export const elementTypes = {
  i1: { number: 1, bytes: 1 },
  i32: { number: 4, bytes: 4 },
  i64: { number: 5, bytes: 8 },
  ui32: { number: 8, bytes: 4 },
  f32: { number: 11, bytes: 4 },
  bf16: { number: 13, bytes: 2 },
} as const;

/** An element type, by StableHLO's name. */
export type ElementType = keyof typeof elementTypes;
