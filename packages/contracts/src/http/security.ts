import { canonicalJson, isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { SecurityNeed } from "./api.ts";

/** Alternatives, each a set of schemes; the operation's own word counts before the document's. */
export function securityOf(
  source: SchemaSource,
  root: Location,
  operation: Location,
): readonly SecurityNeed[] {
  const list = own(operation.value, "security") ?? own(root.value, "security");
  if (!Array.isArray(list)) return [];
  const schemes = at(source, at(source, root, "components"), "securitySchemes");
  return list.filter(isObject).map((need) => {
    const entries = Object.keys(need).map((name) => {
      const scopes = own(need, name);
      const scheme = at(source, schemes, name)?.value;
      return [
        name,
        {
          scheme: onTheWire(scheme, name),
          ...keyParameter(scheme),
          issuers: issuersOf(scheme),
          scopes: Array.isArray(scopes) ? scopes.map(String) : [],
          namesScopes: ["oauth2", "openIdConnect"].includes(String(own(scheme, "type"))),
        },
      ] as const;
    });
    return new Map(entries);
  });
}

function at(source: SchemaSource, holder: Location | undefined, step: string): Location | undefined {
  const place = holder && below(holder, step);
  return place?.value === undefined ? undefined : source.target(place);
}

/** Some documents describe an API key as a parameter instead. */
function keyParameter(scheme: unknown): { parameter: string } | undefined {
  if (own(scheme, "type") !== "apiKey") return undefined;
  const place = String(own(scheme, "in"));
  const name = String(own(scheme, "name") ?? "");
  return { parameter: `${place} ${place === "header" ? name.toLowerCase() : name}` };
}

/** What of a scheme a request shows. */
function onTheWire(scheme: unknown, name: string): string {
  const type = own(scheme, "type");
  if (type === "apiKey") {
    const place = own(scheme, "in");
    const key = String(own(scheme, "name") ?? "");
    return canonicalJson({ type, in: place, name: place === "header" ? key.toLowerCase() : key });
  }
  if (type === "http")
    return canonicalJson({ type, scheme: String(own(scheme, "scheme") ?? "").toLowerCase() });
  // Both end in a bearer token; who issues it is told beside.
  if (type === "oauth2" || type === "openIdConnect") return canonicalJson({ type: "http", scheme: "bearer" });
  return canonicalJson(type === "mutualTLS" ? { type } : { type: type ?? "undeclared", name });
}

function issuersOf(scheme: unknown): readonly string[] {
  const type = own(scheme, "type");
  if (type === "openIdConnect") return [`openIdConnect ${String(own(scheme, "openIdConnectUrl") ?? "")}`];
  const flows = own(scheme, "flows");
  if (type !== "oauth2" || !isObject(flows)) return [];
  return Object.keys(flows)
    .filter((name) => !name.startsWith("x-"))
    .map((name) => {
      const flow = own(flows, name);
      const urls = ["authorizationUrl", "tokenUrl", "refreshUrl"].map((key) => own(flow, key));
      return ["oauth2", name, ...urls.filter((url) => typeof url === "string")].join(" ");
    });
}
