import { suggestion } from "@crossfade/core";
import { compileFlags } from "../evaluate/compile-flags.ts";
import { checkCycles } from "./check-cycles.ts";
import { checkFeatures, type NamesOfAll } from "./check-features.ts";
import { checkShape } from "./check-shape.ts";
import type { FileComplaint, Path, Report } from "./complaint.ts";
import { definitionsOf } from "./definitions.ts";
import type { FeatureFile } from "./feature-file.ts";
import { conditionShape, featureShape, fileShape } from "./file-shape.ts";
import { type Shape, takes } from "./shape.ts";
import { readYaml } from "./yaml-text.ts";

export type ParsedFeatures =
  | { readonly ok: true; readonly file: FeatureFile }
  /** In the order of the file, at most a hundred. */
  | { readonly ok: false; readonly complaints: readonly FileComplaint[] };

/** Text → YAML → shape → names and ranges → what the evaluator says of it. Never throws about what the text says. */
export function parseFeatures(text: string, file: string): ParsedFeatures {
  const yaml = readYaml(text, file);
  if ("troubles" in yaml) return { ok: false, complaints: yaml.troubles };
  const { value, report, complaints } = yaml;
  checkShape(fileShape, value, [], report);
  const { names, ...sound } = soundPartOf(value);
  checkFeatures({ ...sound, names }, report);
  checkCycles(sound, report);
  if (complaints().length === 0) checkDefinitions(sound, report);
  const found = complaints();
  return found.length > 0 ? { ok: false, complaints: found } : { ok: true, file: sound };
}

/** What has the right shape is looked at further, whatever is wrong elsewhere. */
function soundPartOf(value: unknown): FeatureFile & NamesOfAll {
  const file = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const mapping = (key: string) =>
    takes(anyMapping, file[key]) ? (file[key] as Record<string, unknown>) : {};
  const [features, segments] = [mapping("features"), mapping("segments")];
  return {
    ...file,
    features: soundOf(featureShape, features) as FeatureFile["features"],
    ...(file.segments === undefined
      ? {}
      : { segments: soundOf(conditionShape, segments) as NonNullable<FeatureFile["segments"]> }),
    names: { features: Object.keys(features), segments: Object.keys(segments) },
  };
}

const anyMapping: Shape = { kind: "entries", of: { kind: "any" }, expected: "a mapping" };

function soundOf(shape: Shape, all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isSound = (value: unknown) => {
    let sound = true;
    checkShape(shape, value, [], () => {
      sound = false;
    });
    return sound;
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => isSound(value)));
}

/** What is written in flagd's own words is held against the evaluator; so are the limits of what was written with rules. */
function checkDefinitions(features: FeatureFile, report: Report): void {
  const { complaints } = compileFlags(definitionsOf(features, { notes: false }), { clock: () => 0 });
  for (const { path, message, word, known } of complaints) {
    const expected = word === undefined ? undefined : suggestion(word, known ?? []);
    const sentence = `${message[0]?.toUpperCase() ?? ""}${message.slice(1)}.`;
    report(placeOf(path, features), sentence, expected, word === path.at(-1) ? "key" : "value");
  }
}

/** From a place in the definitions to one in the file. */
function placeOf([section, name = "", ...rest]: Path, { features }: FeatureFile): Path {
  if (section === "$evaluators") return ["evaluators", name, ...rest];
  if (section !== "flags") return [];
  const feature = features[name];
  if (feature?.flagd) return ["features", name, "flagd", ...rest];
  return feature?.targeting && rest[0] === "targeting" ? ["features", name, ...rest] : ["features", name];
}
