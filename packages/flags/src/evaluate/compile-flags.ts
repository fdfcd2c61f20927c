import { plainContext } from "./attributes.ts";
import { type DefinitionSet, definitionsIn, type FlagDefinition } from "./definition.ts";
import { type Expression, partsOf } from "./expression.ts";
import { type CompiledFlag, FlagSet } from "./flag-set.ts";
import type { Bucketing } from "./fractional.ts";
import { generatedOf, mayGenerate } from "./generated.ts";
import { flagLimits } from "./limits.ts";
import { type OutcomeOf, outcomeClosure } from "./outcomes.ts";
import { TargetingParser } from "./parse-targeting.ts";
import type { FlagValue, Resolution } from "./resolution.ts";

export interface CompileOptions {
  /** Seconds since 1970, for `$flagd.timestamp`. Asked once for each evaluation of a flag that reads it. */
  readonly clock: () => number;
  /** How `fractional` tells users apart. Default: v2, as flagd's providers do today. */
  readonly bucketing?: Bucketing;
  /** Makes JavaScript of the targetings: faster with several rules. Where a content security policy forbids `new Function` it stays with closures. Default: no. */
  readonly generateCode?: boolean;
}

/**
 * Definitions of flagd (schema v0, `flags` as a mapping or a list), compiled. Never throws about what they say: see
 * `complaints`. Whoever publishes definitions refuses those with complaints; whoever serves them goes on with the rest.
 */
export function compileFlags(document: unknown, options: CompileOptions): FlagSet {
  const definitions = definitionsIn(document, flagLimits);
  const bucketing = options.bucketing ?? "v2";
  const generateCode = options.generateCode === true && mayGenerate();
  const parser = new TargetingParser(definitions.evaluators, bucketing);
  const flags = new Map<string, CompiledFlag>();
  for (const definition of definitions.flags) {
    const { key, path, targeting } = definition;
    const expression = targeting === undefined ? undefined : parser.parse(targeting, [...path, "targeting"]);
    const unread = definition.enabled && targeting !== undefined && expression === undefined;
    const usable = !definition.broken && !unread;
    flags.set(
      key,
      usable ? compiled(definition, expression, { ...options, bucketing, generateCode }) : broken(definition),
    );
  }
  checkEvaluators(definitions, parser);
  const complaints = [...definitions.complaints, ...parser.complaints].slice(0, flagLimits.complaints);
  return new FlagSet(flags, definitions.metadata, complaints);
}

/** Those that no flag refers to yet, too. */
function checkEvaluators({ evaluators }: DefinitionSet, parser: TargetingParser): void {
  for (const name of evaluators.keys()) parser.parse({ $ref: name }, ["$evaluators"]);
}

function broken({ key, metadata }: FlagDefinition): CompiledFlag {
  return always({
    reason: "ERROR",
    errorCode: "PARSE_ERROR",
    errorMessage: `the definition of \`${key}\` cannot be used`,
    metadata,
  });
}

function always(resolution: Resolution): CompiledFlag {
  const fixed = Object.freeze(resolution);
  return { fixed, decide: () => fixed };
}

function compiled(
  definition: FlagDefinition,
  expression: Expression | undefined,
  options: CompileOptions & { bucketing: Bucketing },
): CompiledFlag {
  const { key, defaultVariant, metadata, enabled } = definition;
  if (!enabled) return always({ reason: "DISABLED", metadata });
  const byDefault = (reason: "STATIC" | "DEFAULT"): Resolution =>
    defaultVariant === undefined
      ? Object.freeze({ reason: "DEFAULT", metadata })
      : served(definition, defaultVariant, reason);
  if (!expression) return always(byDefault("STATIC"));
  const moment = { seconds: 0 };
  const around = { flagKey: key, bucketing: options.bucketing, moment, made: new Map() };
  const outcomeOf = outcomesOf(definition, byDefault("DEFAULT"));
  const decide = options.generateCode
    ? generatedOf(expression, around, outcomeOf)
    : outcomeClosure(expression, around, outcomeOf);
  const timed = readsTime(expression, new Set()) ? options.clock : undefined;
  return {
    fixed: undefined,
    decide: (context) => {
      try {
        if (timed) moment.seconds = timed();
        return decide(plainContext(context));
      } catch (error) {
        return failed(definition, error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function outcomesOf(definition: FlagDefinition, otherwise: Resolution): OutcomeOf<Resolution> {
  const byVariant = new Map(
    [...definition.variants.keys()].map((name) => [name, served(definition, name, "TARGETING_MATCH")]),
  );
  return (variant) => {
    if (variant === null || variant === undefined) return otherwise;
    const name = typeof variant === "string" ? variant : String(variant);
    return byVariant.get(name) ?? served(definition, name, "TARGETING_MATCH");
  };
}

function served(definition: FlagDefinition, variant: string, reason: Resolution["reason"]): Resolution {
  const value: FlagValue | undefined = definition.variants.get(variant);
  if (value === undefined) return failed(definition, `there is no variant \`${variant.slice(0, 100)}\``);
  return Object.freeze({ value, variant, reason, metadata: definition.metadata });
}

function failed({ key, metadata }: FlagDefinition, why: string): Resolution {
  return Object.freeze({
    reason: "ERROR",
    errorCode: "GENERAL",
    errorMessage: `\`${key}\`: ${why}`,
    metadata,
  });
}

function readsTime(expression: Expression, seen: Set<Expression>): boolean {
  if (seen.has(expression)) return false;
  seen.add(expression);
  return (
    ["timestamp", "whole", "variable-by"].includes(expression.kind) ||
    partsOf(expression).some((part) => readsTime(part, seen))
  );
}
