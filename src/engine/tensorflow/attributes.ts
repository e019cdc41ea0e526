/** In: attributes as tfjs-node's kernels give them. Out: set on an eager or a graph operation. */
import { AttributeType } from "./data_type.ts";
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
