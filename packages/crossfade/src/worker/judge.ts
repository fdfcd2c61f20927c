import type { Answer, Dialect, Question } from "@crossfade/core";
import { Ajv, type AnySchema, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";

const options: Options = {
  strict: false,
  // A value parsed from JSON has what it has; `toString` is not among it.
  ownProperties: true,
  allErrors: false,
  validateSchema: true,
  logger: false,
  // Each validator runs once or twice: to polish its code takes longer than to run it as it is.
  code: { optimize: false },
};

type Build = () => Pick<Ajv, "compile" | "addFormat" | "removeSchema">;
const builds: Record<Dialect, Build> = {
  "draft-04": () => new AjvDraft04.default(options) as unknown as Ajv,
  "draft-06": () => withMetaSchema(new Ajv(options), "http://json-schema.org/draft-06/schema#"),
  "draft-07": () => new Ajv(options),
  "2019-09": () => new Ajv2019(options),
  "2020-12": () => new Ajv2020(options),
};

/** Judges one value. Compiles foreign schemas into code and runs foreign patterns: call it in a worker only. */
export function judge({ dialect, schema, value }: Question): Answer {
  return compiled(dialect, schema)(value);
}

/** A judge for many values of one schema. */
export function compiled(dialect: Dialect, schema: unknown): (value: unknown) => Answer {
  let validate: ValidateFunction;
  try {
    validate = validatorFor(dialect, schema as AnySchema);
  } catch (error) {
    return () => ({ kind: "unknown", why: `the schema cannot be compiled: ${sentence(error)}` });
  }
  return (value) => answered(validate, value);
}

/** A build keeps something of every schema that it compiled: after so many it is left to the collector. */
const schemasPerBuild = 200;
/** By these a schema could be known to the next one. */
const naming = /"(\$id|\$anchor|\$dynamicAnchor|\$recursiveAnchor|\$schema)"/;
const shared = new Map<Dialect, { readonly ajv: ReturnType<Build>; left: number }>();

/** To start a validator takes forty times as long as to compile a claim: schemas without names of their own share one. */
function validatorFor(dialect: Dialect, schema: AnySchema): ValidateFunction {
  if (dialect === "draft-04" || naming.test(JSON.stringify(schema) ?? ""))
    return started(dialect).compile(schema);
  const known = shared.get(dialect);
  const desk = known && known.left > 0 ? known : { ajv: started(dialect), left: schemasPerBuild };
  shared.set(dialect, desk);
  desk.left--;
  try {
    return desk.ajv.compile(schema);
  } finally {
    if (typeof schema === "object") desk.ajv.removeSchema(schema);
  }
}

function started(dialect: Dialect): ReturnType<Build> {
  const ajv = builds[dialect]();
  addFormats.default(ajv as unknown as Ajv);
  return ajv;
}

function answered(validate: ValidateFunction, value: unknown): Answer {
  try {
    if (validate(value) === true) return { kind: "valid" };
    const [error] = validate.errors ?? [];
    return { kind: "invalid", at: error?.instancePath ?? "", message: error?.message ?? "it is not valid" };
  } catch (error) {
    return { kind: "unknown", why: `the value cannot be judged: ${sentence(error)}` };
  }
}

/** ajv no longer brings draft 6's own schema along; its keywords are those of draft 7. */
function withMetaSchema(ajv: Ajv, id: string): Ajv {
  ajv.addSchema(true, id);
  return ajv;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}
