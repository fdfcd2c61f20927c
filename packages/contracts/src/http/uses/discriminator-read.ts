import { isObject, own, setOwn } from "../../document/json.ts";
import type { Location } from "../../document/library.ts";
import type { SchemaSource } from "../../schema/schema-source.ts";
import { type Reads, readsAt } from "./reads.ts";
import { referenceTo } from "./reference.ts";

/** The discriminator of a schema, if the field that it looks at is read, with references that hold from elsewhere. */
export function discriminatorRead(source: SchemaSource, at: Location, reads: Reads): unknown {
  const told = own(at.value, "discriminator");
  const field = own(told, "propertyName");
  if (typeof field !== "string" || !readsAt(reads, field)) return undefined;
  const mapping = own(told, "mapping");
  if (!isObject(mapping)) return told;
  const moved = {};
  for (const value of Object.keys(mapping)) {
    const written = String(own(mapping, value));
    const reference = /[#/.]/.test(written) ? written : `#/components/schemas/${written}`;
    const found = source.library.resolve(at, reference);
    setOwn(moved, value, found.kind === "found" ? referenceTo(found.location) : written);
  }
  return { propertyName: field, mapping: moved };
}
