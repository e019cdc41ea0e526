/** TensorFlow's numbers for data types and attribute types, and their typed arrays. */

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
