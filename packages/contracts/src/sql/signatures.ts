import { type Catalogue, findKey, type Signature } from "./catalogue/catalogue.ts";

/** The functions of a name, as `f` or `schema.f`. */
export function signatures(catalogue: Catalogue, name: string): readonly Signature[] | undefined {
  const [last = "", schema] = name.split(".").reverse();
  const key = findKey(catalogue, catalogue.functions, last, schema);
  return key === undefined ? undefined : catalogue.functions.get(key);
}

/** Equal where they take, give and do the same. */
export function signatureText(list: readonly Signature[] | undefined): string {
  return (list ?? [])
    .map(({ args, returns, body }) => `${args.join()} ${returns} ${body}`)
    .sort()
    .join("; ");
}
