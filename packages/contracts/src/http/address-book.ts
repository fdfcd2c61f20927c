import type { Operation } from "./api.ts";
import { basesElsewhere, nameless, takes } from "./path-template.ts";

/** A server's operations by where they are: large documents have too many to look at all of them for each call. */
export class AddressBook {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #byAddress = new Map<string, Operation[]>();
  /** By method and number of path segments: only those can take each other's paths. */
  readonly #byLength = new Map<string, Operation[]>();

  constructor(operations: ReadonlyMap<string, Operation>) {
    this.#operations = operations;
    for (const operation of operations.values()) {
      const { method, path, servers } = operation;
      for (const base of servers.basePaths)
        put(this.#byAddress, `${method} ${nameless(base + path)}`, operation);
      put(this.#byLength, `${method} ${path.split("/").length}`, operation);
    }
  }

  /** The one under the same address; else the one with the same path (`key`), whose servers are elsewhere. */
  partnerOf(key: string, client: Operation): Operation | undefined {
    const same = this.#operations.get(key);
    if (same && basesElsewhere(client, same).length === 0) return same;
    const [base = ""] = client.servers.basePaths;
    const there = this.#byAddress.get(`${client.method} ${nameless(base + client.path)}`) ?? [];
    return there.find((other) => basesElsewhere(client, other).length === 0) ?? same;
  }

  /** Operations with a wider path. */
  takersOf({ method, path }: Operation): Operation[] {
    const alike = this.#byLength.get(`${method} ${path.split("/").length}`) ?? [];
    return alike.filter((other) => takes(other.path, path));
  }
}

function put(map: Map<string, Operation[]>, key: string, operation: Operation): void {
  const list = map.get(key);
  if (list) list.push(operation);
  else map.set(key, [operation]);
}
