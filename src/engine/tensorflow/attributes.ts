import { cString, type Pointer, type TensorflowLibrary } from "./library.ts";

/** An attribute of an operation, in the shape of tfjs-node's TFEOpAttr. */
export interface TFEOpAttr {
  name: string;
  /** One of {@link AttributeType}. */
  type: number;
  value: boolean | number | object | string | number[];
}

/**
 * Sets `attributes` on `operation`, a TFE_Op ("eager") or a TF_OperationDescription ("graph").
 * Throws where a value does not fit its type.
 */
export function setAttributes(
  library: TensorflowLibrary,
  kind: "eager" | "graph",
  operation: Pointer,
  attributes: readonly TFEOpAttr[],
  operationName: string,
): void {
  for (const attribute of attributes) {
    setAttribute(library, kind === "eager", operation, attribute, operationName);
  }
}

function setAttribute(
  { c, status, check }: TensorflowLibrary,
  eager: boolean,
  operation: Pointer,
  { name, type, value }: TFEOpAttr,
  operationName: string,
): void {
  const key = cString(name);
  switch (type) {
    case AttributeType.string: {
      const text = cString(value as string);
      const set = eager ? c.TFE_OpSetAttrString : c.TF_SetAttrString;
      return set(operation, key, text, BigInt(text.length - 1));
    }
    case AttributeType.int: {
      if (Array.isArray(value)) {
        const list = BigInt64Array.from(value as number[], BigInt);
        const set = eager ? c.TFE_OpSetAttrIntList : c.TF_SetAttrIntList;
        return set(operation, key, list, list.length);
      }
      return (eager ? c.TFE_OpSetAttrInt : c.TF_SetAttrInt)(
        operation,
        key,
        BigInt(value as number),
      );
    }
    case AttributeType.float:
      return (eager ? c.TFE_OpSetAttrFloat : c.TF_SetAttrFloat)(operation, key, value as number);
    case AttributeType.bool:
      return (eager ? c.TFE_OpSetAttrBool : c.TF_SetAttrBool)(operation, key, value ? 1 : 0);
    case AttributeType.type:
      return (eager ? c.TFE_OpSetAttrType : c.TF_SetAttrType)(operation, key, value as number);
    case AttributeType.shape: {
      const shape = BigInt64Array.from(value as number[], BigInt);
      if (eager) {
        c.TFE_OpSetAttrShape(operation, key, shape, shape.length, status);
        return check(operationName);
      }
      return c.TF_SetAttrShape(operation, key, shape, shape.length);
    }
    default:
      throw new Error(`${operationName}: attribute ${name} has the unknown type ${type}`);
  }
}

// TensorFlow's numbers for data types and attribute types, and their typed arrays.

/** TF_DataType of tensorflow/c/tf_datatype.h, those that Duygu meets. */
export const DataType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

/** TF_AttrType of tensorflow/c/tf_attrtype.h. */
export const AttributeType = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
} as const;

/** Bytes of one element, for the types whose values cross into JavaScript. */
export function elementBytes(dataType: number): number {
  switch (dataType) {
    case DataType.float32:
    case DataType.int32:
      return 4;
    case DataType.int64:
    case DataType.complex64:
      return 8;
    case DataType.bfloat16:
      return 2;
    case DataType.bool:
    case DataType.uint8:
      return 1;
    default:
      throw new Error(`Expected a numeric tensor, but found TensorFlow data type ${dataType}`);
  }
}

/** A typed array of `dataType` over `buffer`; int64 comes as int32, its lower halves. */
export function typedValues(
  dataType: number,
  buffer: ArrayBuffer,
): Float32Array | Int32Array | Uint8Array | Uint16Array {
  switch (dataType) {
    case DataType.float32:
    case DataType.complex64:
      return new Float32Array(buffer);
    case DataType.int32:
      return new Int32Array(buffer);
    // Its bits, which JavaScript has no numbers for.
    case DataType.bfloat16:
      return new Uint16Array(buffer);
    case DataType.int64:
      return Int32Array.from(new BigInt64Array(buffer), Number);
    default:
      return new Uint8Array(buffer);
  }
}

// The type attributes that almost every TensorFlow operation takes.

/** An attribute `name` whose value is the TensorFlow data type `dataType`. */
export function typeAttribute(name: string, dataType: number): TFEOpAttr {
  return { name, type: AttributeType.type, value: dataType };
}
