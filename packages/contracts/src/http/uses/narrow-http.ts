import { type Documents, suggestion } from "@crossfade/core";
import type { ContractProblem, Reading } from "../../contract.ts";
import { problemAt } from "../../document/closure.ts";
import { canonicalJson } from "../../document/json.ts";
import { pointerTo } from "../../document/pointer.ts";
import type { Api, Operation, Reply } from "../api.ts";
import { declaredAt } from "./declared-steps.ts";
import { Projection } from "./projection.ts";
import { readUses } from "./read-uses.ts";
import { readsOf } from "./reads.ts";
import { type ReadPath, type UsedOperation, type Uses, usesLimits } from "./uses.ts";

/**
 * The same contract for a client that uses only a part of it, as a list at `path` says: other operations are not called,
 * other fields of an answer may be anything or missing. Requests stay as they are. The digest text is that of the list.
 */
export function narrowHttp(api: Api, path: string, documents: Documents): Reading {
  const read = readUses(path, documents);
  if (read.kind === "problems") return read;
  const narrowing = new Narrowing(api, read.uses, path);
  const contract = narrowing.contract();
  if (narrowing.problems.length > 0) return { kind: "problems", problems: narrowing.problems };
  return { kind: "contract", contract, digestText: canonicalJson(read.uses.document.root) };
}

class Narrowing {
  readonly problems: ContractProblem[] = [];
  readonly #api: Api;
  readonly #uses: Uses;
  readonly #projection: Projection;

  constructor(api: Api, uses: Uses, path: string) {
    this.#api = api;
    this.#uses = uses;
    this.#projection = new Projection(api.schemas, api.root.document, path);
  }

  contract(): Api {
    const operations = new Map<string, Operation>();
    for (const used of this.#uses.operations) {
      const operation = this.#api.operations.get(used.key);
      if (operation) operations.set(used.key, this.#operation(operation, used));
      else this.#unknownOperation(used);
    }
    if (this.#projection.tooLarge)
      this.#complain("", `what is read makes more than ${usesLimits.schemas} schemas (limit schemas)`);
    return {
      ...this.#api,
      operations,
      unresolved: this.#api.unresolved.filter(({ at }) => !this.#isUnused(at.pointer, operations)),
      narrowing: {
        whole: this.#api.operations.size,
        original: (place) => this.#projection.original(place),
      },
    };
  }

  /** Whether it is a path of which nothing is called: what cannot be read of it does not matter. */
  #isUnused(pointer: string, operations: ReadonlyMap<string, Operation>): boolean {
    const used = [...operations.values()].map(({ path }) => pointerTo("", "paths", path));
    return /^\/paths\/[^/]+$/.test(pointer) && !used.includes(pointer);
  }

  #operation(operation: Operation, { reads }: UsedOperation): Operation {
    const responses = new Map(operation.responses);
    for (const [status, paths] of reads) {
      const replies = [...operation.responses.values()].filter((reply) =>
        covers(status, reply.status, reads),
      );
      for (const path of paths) this.#mustBeDeclared(path, status, replies);
      for (const reply of replies) responses.set(reply.status, this.#reply(reply, paths));
    }
    return { ...operation, responses };
  }

  #reply(reply: Reply, paths: readonly ReadPath[]): Reply {
    const reads = readsOf(paths.map(({ steps }) => steps));
    const content = reply.content.map((each) =>
      each.schema ? { ...each, schema: this.#projection.of(each.schema, reads) } : each,
    );
    return { ...reply, content };
  }

  /** A slip of the pen would hide what happens to the field that is meant. */
  #mustBeDeclared({ pointer, text, steps }: ReadPath, status: string, replies: readonly Reply[]): void {
    let places = replies.flatMap((reply) => reply.content.flatMap(({ schema }) => schema ?? []));
    if (places.length === 0)
      this.#complain(
        pointer,
        `${this.#api.path} has no body for ${status} in which ${text || "it"} could be`,
      );
    for (const [index, step] of places.length === 0 ? [] : steps.entries()) {
      const declared = declaredAt(this.#api.schemas, places, step);
      if (declared.places.length === 0) {
        if (declared.more) return;
        const parent = index === 0 ? "the body" : pointerTo("", ...steps.slice(0, index));
        const others =
          declared.names.length === 0
            ? `It describes nothing below ${parent}: read all of it.`
            : suggestion(step, declared.names);
        const file = this.#api.path;
        this.#complain(
          pointer,
          `${file} has no ${JSON.stringify(step)} in ${parent} of ${status}. ${others}`,
        );
        return;
      }
      places = [...declared.places];
    }
  }

  #unknownOperation({ name, pointer }: UsedOperation): void {
    const written = [...this.#api.operations.values()].map(({ name }) => name);
    this.#complain(pointer, `${this.#api.path} has no operation ${name}. ${suggestion(name, written)}`);
  }

  #complain(pointer: string, message: string): void {
    this.problems.push(problemAt(this.#uses.document, pointer, message));
  }
}

/** A status that is named itself is not one of its range. */
function covers(named: string, status: string, all: ReadonlyMap<string, unknown>): boolean {
  if (named === status) return true;
  return named === `${status[0]}XX` && !all.has(status);
}
