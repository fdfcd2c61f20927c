import { z } from "zod";
import type { Path } from "./yaml-text.ts";

/** The keys that a mapping at a path below a schema may have; none where the path leads nowhere. */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [step, ...rest] = path;
  const shape = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (shape instanceof z.ZodOptional) return keysAt(shape, path);
  if (step === undefined) return shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  if (shape instanceof z.ZodArray) return keysAt(shape.element, rest);
  if (shape instanceof z.ZodRecord) return keysAt(shape.valueType, rest);
  const inner = shape instanceof z.ZodObject ? shape.shape[step] : undefined;
  return inner === undefined ? [] : keysAt(inner, rest);
}
