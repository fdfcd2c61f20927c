import type { DefinitionComplaint } from "./complaint.ts";
import type { Details, EvaluationContext, FlagMetadata, FlagValue, Resolution } from "./resolution.ts";

/** One flag, ready to be asked. */
export interface CompiledFlag {
  /** The answer where it is the same for everyone. */
  readonly fixed: Resolution | undefined;
  readonly decide: (context: EvaluationContext) => Resolution;
}

const noContext: EvaluationContext = Object.freeze({});

/** Flags of one document. Nothing here changes; another document is another set. No method throws. */
export class FlagSet {
  /** Everything that is wrong with the document. A flag that it makes unusable answers PARSE_ERROR. */
  readonly complaints: readonly DefinitionComplaint[];
  readonly metadata: FlagMetadata;
  readonly #flags: ReadonlyMap<string, CompiledFlag>;

  constructor(
    flags: ReadonlyMap<string, CompiledFlag>,
    metadata: FlagMetadata,
    complaints: readonly DefinitionComplaint[],
  ) {
    this.#flags = flags;
    this.metadata = metadata;
    this.complaints = complaints;
  }

  get keys(): readonly string[] {
    return [...this.#flags.keys()];
  }

  /** The answer about one flag, of whatever type it is. */
  resolve(key: string, context: EvaluationContext = noContext): Resolution {
    const flag = this.#flags.get(key);
    return flag === undefined ? this.#notFound(key) : (flag.fixed ?? flag.decide(context));
  }

  /** Every flag, also those that are off, disabled or broken: what is missing would be taken for unknown. */
  resolveAll(context: EvaluationContext = noContext): ReadonlyMap<string, Resolution> {
    const all = new Map<string, Resolution>();
    this.resolveEach(context, (key, resolution) => all.set(key, resolution));
    return all;
  }

  /** The same, one after the other, in the order of the document: nothing is kept of it. */
  resolveEach(context: EvaluationContext, visit: (key: string, resolution: Resolution) => void): void {
    this.#flags.forEach((flag, key) => {
      visit(key, flag.fixed ?? flag.decide(context));
    });
  }

  /** The answer with a value in any case: that of the flag if it has the type of `fallback`, else `fallback`. */
  details<T extends FlagValue>(
    key: string,
    fallback: T,
    context: EvaluationContext = noContext,
  ): Details<Widened<T>> {
    const flag = this.#flags.get(key);
    if (flag === undefined)
      return this.#withFallback(key, fallback, this.#notFound(key)) as Details<Widened<T>>;
    const resolution = flag.fixed ?? flag.decide(context);
    if (sameType(resolution.value, fallback)) return resolution as Details<Widened<T>>;
    return this.#withFallback(key, fallback, resolution) as Details<Widened<T>>;
  }

  /** `details`, and only the value of it: for code that asks often. */
  value<T extends FlagValue>(key: string, fallback: T, context: EvaluationContext = noContext): Widened<T> {
    const flag = this.#flags.get(key);
    const value = flag && (flag.fixed ?? flag.decide(context)).value;
    return (sameType(value, fallback) ? value : fallback) as unknown as Widened<T>;
  }

  #notFound(key: string): Resolution {
    return {
      reason: "ERROR",
      errorCode: "FLAG_NOT_FOUND",
      errorMessage: `there is no flag \`${key}\``,
      metadata: this.metadata,
    };
  }

  #withFallback(key: string, fallback: FlagValue, resolution: Resolution): Details<FlagValue> {
    if (resolution.value === undefined) return { ...resolution, value: fallback };
    const { metadata, value } = resolution;
    const errorMessage = `\`${key}\` serves ${typeof value}, and ${typeof fallback} was asked for`;
    return { value: fallback, reason: "ERROR", errorCode: "TYPE_MISMATCH", errorMessage, metadata };
  }
}

/** Most flags are true or false, and that is told at once; two types are told apart by their names. */
function sameType(value: unknown, other: unknown): boolean {
  return typeof value === "boolean" ? typeof other === "boolean" : typeof value === typeof other;
}

/** A fallback says of which type the flag is, not which value it has. */
type Widened<T extends FlagValue> = T extends boolean
  ? boolean
  : T extends string
    ? string
    : T extends number
      ? number
      : FlagValue;
