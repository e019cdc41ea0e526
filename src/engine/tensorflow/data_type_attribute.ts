/** The type attributes that almost every TensorFlow operation takes. */
import type { TFEOpAttr } from "./attributes.ts";
import { AttributeType } from "./data_type.ts";

/** An attribute `name` whose value is the TensorFlow data type `dataType`. */
export function typeAttribute(name: string, dataType: number): TFEOpAttr {
  return { name, type: AttributeType.type, value: dataType };
}
