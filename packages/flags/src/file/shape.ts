/** The shape of a piece of the file: what the checker holds values against, and what the JSON Schema is made from. */
export type Shape = { readonly description?: string; readonly examples?: readonly unknown[] } & (
  | { readonly kind: "flag" }
  | { readonly kind: "text"; readonly expected: string; readonly pattern?: string }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "number"; readonly from: number; readonly to: number; readonly expected: string }
  | { readonly kind: "scalar"; readonly expected: string }
  | { readonly kind: "any" }
  | { readonly kind: "list"; readonly of: Shape; readonly expected: string; readonly least?: number }
  | {
      readonly kind: "mapping";
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      readonly expected: string;
    }
  | { readonly kind: "entries"; readonly of: Shape; readonly expected: string; readonly least?: number }
  | { readonly kind: "either"; readonly of: readonly Shape[]; readonly expected: string }
);

/** How a shape is told apart from its alternatives: by what kind of value it wants. */
export function takes(shape: Shape, value: unknown): boolean {
  const isObject = typeof value === "object" && value !== null;
  switch (shape.kind) {
    case "flag":
      return typeof value === "boolean";
    case "text":
    case "choice":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "scalar":
      return ["string", "number", "boolean"].includes(typeof value);
    case "any":
      return true;
    case "list":
      return Array.isArray(value);
    case "either":
      return shape.of.some((each) => takes(each, value));
    default:
      return isObject && !Array.isArray(value);
  }
}
