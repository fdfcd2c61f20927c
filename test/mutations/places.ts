import type { Flow } from "./reading.ts";
import { at, childrenOf, isJson, type Json, type Steps, targetOf } from "./schema-tree.ts";
import type { Slice } from "./specification.ts";

/** How a schema is reached from the schema of a whole body. */
export type Move =
  | { readonly kind: "reference"; readonly name: string }
  | { readonly kind: "step"; readonly steps: Steps; readonly sameValue: boolean };

/** One schema in what is sent: where it is written, and how a value gets there. */
export interface Place {
  readonly slice: Slice;
  readonly flow: Flow;
  /** What it is a part of. */
  readonly carrier: "body" | "parameter" | "header";
  /** The schema of the whole body, parameter or header. */
  readonly root: Steps;
  readonly steps: Steps;
  readonly moves: readonly Move[];
}

const deepest = 14;

/** Every schema that a request or an answer of an operation goes through. */
export function placesOf(slice: Slice): readonly Place[] {
  return rootsOf(slice).flatMap((root) => below(slice, { ...root, slice, steps: root.root, moves: [] }));
}

/** Whole bodies, and parameters and headers of one plain value. */
export function rootsOf({ document, path, method }: Slice): Pick<Place, "flow" | "carrier" | "root">[] {
  const item = ["paths", path];
  const operation = [...item, method];
  const bodies = (holder: Steps, flow: Flow) =>
    keysAt(document, [...holder, "content"]).map(
      (media) => ({ flow, carrier: "body", root: [...holder, "content", media, "schema"] }) as const,
    );
  const parameters = [item, operation].flatMap((holder) =>
    keysAt(document, [...holder, "parameters"]).map(
      (index) =>
        ({
          flow: "request",
          carrier: "parameter",
          root: [...holder, "parameters", Number(index), "schema"],
        }) as const,
    ),
  );
  const replies = keysAt(document, [...operation, "responses"]).flatMap((status) => {
    const reply = [...operation, "responses", status];
    const headers = keysAt(document, [...reply, "headers"]).map(
      (name) =>
        ({ flow: "response", carrier: "header", root: [...reply, "headers", name, "schema"] }) as const,
    );
    return [...bodies(reply, "response"), ...headers];
  });
  return [...bodies([...operation, "requestBody"], "request"), ...parameters, ...replies].filter(
    ({ root, carrier }) =>
      carrier === "body" || (isPlain(at(document, root)) && !isOverruled(document, root)),
  );
}

/** OpenAPI says what these are elsewhere, and has such descriptions ignored. */
function isOverruled(document: Json, root: Steps): boolean {
  const holder = root.slice(0, -1);
  const name = String(at(document, [...holder, "name"]) ?? holder.at(-1)).toLowerCase();
  return ["accept", "content-type", "authorization"].includes(name);
}

function isPlain(schema: unknown): boolean {
  const types = isJson(schema) ? [schema.type].flat() : [];
  return (
    types.length > 0 && types.every((type) => type !== "array" && type !== "object" && type !== undefined)
  );
}

function keysAt(document: Json, steps: Steps): string[] {
  const found = at(document, steps);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

/** Once for each schema of a body: a second way to it, or a way around a circle, gives no new place. */
function below(slice: Slice, root: Place): Place[] {
  const found: Place[] = [];
  const seen = new Set<string>();
  const queue = [root];
  for (let place = queue.shift(); place; place = queue.shift()) {
    const key = JSON.stringify(place.steps);
    const schema = at(slice.document, place.steps);
    if (seen.has(key) || !isJson(schema) || place.moves.length > deepest) continue;
    seen.add(key);
    const target = targetOf(schema.$ref);
    if (target) {
      const move = { kind: "reference", name: String(target[2]) } as const;
      queue.push({ ...place, steps: target, moves: [...place.moves, move] });
      continue;
    }
    found.push(place);
    for (const { steps, sameValue } of childrenOf(schema)) {
      const move = { kind: "step", steps, sameValue } as const;
      queue.push({ ...place, steps: [...place.steps, ...steps], moves: [...place.moves, move] });
    }
  }
  return found;
}

/** Moves that lead to the schema of the value that a place judges: what follows looks at the very same value. */
export function movesToValue(moves: readonly Move[]): readonly Move[] {
  const last = moves.findLastIndex((move) => move.kind === "step" && !move.sameValue);
  return moves.slice(0, last + 1);
}
