import { conditionOf } from "./audience.ts";
import { decisionOf, type Surrounding } from "./compile-feature.ts";
import { type Feature, type FeatureFile, offOf } from "./feature-file.ts";

/** Everything that a feature refers to, written out: inside of an evaluator, and where one condition is asked alone. */
export function plainSurrounding(file: FeatureFile): Surrounding {
  const plain: Surrounding = {
    segmentOf: (name) => conditionOf(file.segments?.[name] ?? {}),
    served: (key, variant) => {
      const needed = file.features[key] as Feature;
      const decision = decisionOf(key, needed, plain, offOf(needed));
      return "everyone" in decision
        ? decision.everyone === variant
        : { "===": [decision.targeting, variant] };
    },
  };
  return plain;
}
