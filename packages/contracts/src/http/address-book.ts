import { once } from "../once.ts";
import type { Operation } from "./api.ts";
import { basesElsewhere, examplePath, nameless, segmentsOf, takesAll } from "./path-template.ts";

/** A server's operations by where they are: large documents have too many to look at all of them for each call. */
class AddressBook {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #byAddress = new Map<string, Operation[]>();
  /** By method and number of path segments: only those can take each other's paths. */
  readonly #byLength = new Map<string, (readonly [Operation, readonly string[]])[]>();

  /** Versions that are compared with this one mostly lack the same operations. */
  readonly #takers = new Map<string, readonly Operation[]>();

  readonly #paths = once(() => new Set([...this.#operations.values()].map(({ path }) => examplePath(path))));

  constructor(operations: ReadonlyMap<string, Operation>) {
    this.#operations = operations;
    for (const operation of operations.values()) {
      const { method, path, servers } = operation;
      for (const base of servers.basePaths)
        put(this.#byAddress, `${method} ${nameless(base + path)}`, operation);
      const segments = segmentsOf(path);
      put(this.#byLength, `${method} ${segments.length}`, [operation, segments]);
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

  /** Whether there is an operation with the very path, whatever its method. */
  knowsPath({ path }: Operation): boolean {
    return this.#paths().has(examplePath(path));
  }

  /** Operations with a wider path. */
  takersOf({ method, path }: Operation): readonly Operation[] {
    const key = `${method} ${path}`;
    const known = this.#takers.get(key);
    if (known) return known;
    const segments = segmentsOf(path);
    const alike = this.#byLength.get(`${method} ${segments.length}`) ?? [];
    const takers = alike.filter(([, wide]) => takesAll(wide, segments)).map(([operation]) => operation);
    this.#takers.set(key, takers);
    return takers;
  }
}

function put<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

const books = new WeakMap<ReadonlyMap<string, Operation>, AddressBook>();

/** One for each contract: it is compared with many. */
export function addressBookOf(operations: ReadonlyMap<string, Operation>): AddressBook {
  const book = books.get(operations) ?? new AddressBook(operations);
  books.set(operations, book);
  return book;
}
