import { equalJson } from "../document/json.ts";
import type { SameText } from "../document/same-text.ts";
import type { Operation } from "./api.ts";

/** Both documents say the same of an operation, with all it refers to: as with equal contracts there is nothing to compare. */
export function isUnchanged(client: Operation, server: Operation, text: SameText): boolean {
  if (client.path !== server.path || client.unresolved.length + server.unresolved.length > 0) return false;
  if (!hasSameFrame(client, server) || client.parameters.length !== server.parameters.length) return false;
  // Parameters may stand on the path, outside of the operation.
  const parameters = client.parameters.every((parameter, index) => {
    const other = server.parameters[index];
    return other !== undefined && other.key === parameter.key && text.same(parameter.at, other.at);
  });
  const leftOut =
    client.leftOut.size === server.leftOut.size &&
    [...client.leftOut].every(([name, at]) => {
      const other = server.leftOut.get(name);
      return other !== undefined && text.same(at, other);
    });
  return parameters && leftOut && text.same(client.at, server.at);
}

/** What the operation takes from the document around it. */
function hasSameFrame(client: Operation, server: Operation): boolean {
  if (!equalJson(client.servers, server.servers) || client.security.length !== server.security.length)
    return false;
  return client.security.every((need, index) => {
    const other = server.security[index];
    return other?.size === need.size && equalJson([...need], [...other]);
  });
}
