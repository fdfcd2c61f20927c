import { canonicalJson, isObject, own } from "../document/json.ts";
import type { Location } from "../document/library.ts";
import type { SecurityNeed } from "./api.ts";

/** Path parts of the nearest list of servers; hosts differ between environments and are not compared. */
export function basePathsOf(...holders: readonly Location[]): readonly string[] {
  for (const { value } of holders) {
    const servers = own(value, "servers");
    if (Array.isArray(servers) && servers.length > 0) return [...new Set(servers.map(basePath))];
  }
  return [""];
}

function basePath(server: unknown): string {
  const url = String(own(server, "url") ?? "");
  const variables = own(server, "variables");
  const filled = url.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    String(own(own(variables, name), "default") ?? ""),
  );
  const path = filled.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/, "").replace(/[?#].*$/, "");
  return path.replace(/\/+$/, "");
}

export function securityOf(root: Location, operation: Location): readonly SecurityNeed[] {
  const list = own(operation.value, "security") ?? own(root.value, "security");
  if (!Array.isArray(list)) return [];
  const schemes = own(own(root.value, "components"), "securitySchemes");
  return list.filter(isObject).map((need) => {
    const entries = Object.keys(need).map((name) => {
      const scopes = own(need, name);
      return [
        name,
        {
          scheme: onTheWire(own(schemes, name), name),
          issuers: issuersOf(own(schemes, name)),
          scopes: Array.isArray(scopes) ? scopes.map(String) : [],
        },
      ] as const;
    });
    return new Map(entries);
  });
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
  return canonicalJson({ type: type ?? "undeclared", name });
}

function issuersOf(scheme: unknown): readonly string[] {
  const type = own(scheme, "type");
  if (type === "openIdConnect") return [`openIdConnect ${String(own(scheme, "openIdConnectUrl") ?? "")}`];
  const flows = own(scheme, "flows");
  if (type !== "oauth2" || !isObject(flows)) return [];
  return Object.keys(flows)
    .filter((name) => !name.startsWith("x-"))
    .map((name) => `oauth2 ${name}`);
}
