import { alone } from "./conjunction.ts";
import type { SchemaNode } from "./node.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** One alternative of a sender's own `oneOf`, as it is sent, and the others as they are written. */
interface Pick {
  readonly sent: SchemaNode;
  readonly others: readonly SchemaNode[];
}

/**
 * What a sender's `oneOf` says of the alternatives of a receiver: a value that is sent as one alternative is none of the
 * others, and so it is not the receiver's alternative of the same name as one of the others, if that is no wider than these.
 *
 * A closed sender means what it declares, also where that fits two of its alternatives as written (decision 0009). So it
 * is taken at its word only if the receiver's alternative of the same name takes all that is sent: otherwise a change of
 * one alternative would hide behind the openness of another.
 */
export class SentOnly {
  readonly #engine: Reasoner;
  readonly #branches: readonly SchemaNode[];
  readonly #known = new Map<string, boolean>();
  readonly #picks = new Map<Shape, readonly Pick[]>();

  /** `branches` are the receiver's. */
  constructor(engine: Reasoner, branches: readonly SchemaNode[]) {
    this.#engine = engine;
    this.#branches = branches;
  }

  /** The sender says of every value of the shape that it is not this one. */
  isNot(shape: Shape, branch: SchemaNode): boolean {
    return this.#picksOf(shape).some((pick) => {
      if (!this.#isAnother(branch, pick)) return false;
      const home = this.#branches.find((each) => nameOf(each) === nameOf(pick.sent));
      return home !== undefined && this.#isTaken(shape, pick, home);
    });
  }

  #picksOf(shape: Shape): readonly Pick[] {
    const known = this.#picks.get(shape);
    if (known) return known;
    const picks = shape.parts.flatMap((part) =>
      part.oneOf && part.view.role === "sent" ? (pickOf(shape, part, part.oneOf) ?? []) : [],
    );
    this.#picks.set(shape, picks);
    return picks;
  }

  /** The sender did not pick what has this name, and whatever fits it fits something else that was not picked. */
  #isAnother(branch: SchemaNode, { sent, others }: Pick): boolean {
    if (!others.some((other) => nameOf(other) === nameOf(branch))) return false;
    return this.#once(`${sent.id} ${branch.id}`, () => others.some((other) => this.#isWithin(branch, other)));
  }

  /** By an alternative that is none of the sender's others in other words. */
  #isTaken(shape: Shape, { others }: Pick, home: SchemaNode): boolean {
    return this.#once(`${shape.conj.key}>${home.id}`, () => {
      const isOther = others.some((other) => this.#isWithin(home, other) && this.#isWithin(other, home));
      return !isOther && this.#engine.proves(shape.conj, home);
    });
  }

  #isWithin(inner: SchemaNode, outer: SchemaNode): boolean {
    return this.#engine.proves(alone(inner), outer);
  }

  #once(key: string, ask: () => boolean): boolean {
    const known = this.#known.get(key) ?? ask();
    this.#known.set(key, known);
    return known;
  }
}

function pickOf(shape: Shape, { allOf }: SchemaNode, oneOf: readonly SchemaNode[]): Pick | undefined {
  const isTwin = (node: SchemaNode, index: number) => node.place.pointer === oneOf[index]?.place.pointer;
  const twin = allOf.find(({ anyOf }) => anyOf?.length === oneOf.length && anyOf.every(isTwin));
  const index = twin && shape.conj.picks.get(twin.id);
  const sent = index === undefined ? undefined : twin?.anyOf?.[index];
  return sent && { sent, others: oneOf.filter((_, other) => other !== index) };
}

function nameOf(node: SchemaNode): string {
  return (node.ref?.() ?? node).place.pointer;
}
