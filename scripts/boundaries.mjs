// dependency-cruiser says "no violations" also when it has seen nothing; this does not.
import { createRequire } from "node:module";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const { options, ...ruleSet } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const { output } = await cruise(
  ["packages", "test"],
  { ...options, ruleSet, validate: true },
  {},
  { tsConfig: extractTSConfig("tsconfig.base.json") },
);
const { modules, summary } = output;
const sources = modules.filter((each) => /^packages\/[^/]+\/src\//.test(each.source));
const seen = new Set(sources.map((each) => each.source.split("/")[1]));
for (const { type, rule, from, to } of summary.violations)
  console.error(
    `${rule.name}: ${from}${from === to ? "" : ` -> ${to}`} (${type})\n  ${ruleSet.forbidden.find((each) => each.name === rule.name)?.comment ?? ""}`,
  );
const blind = ["core", "contracts", "flags", "crossfade", "dashboard"].filter((each) => !seen.has(each));
if (blind.length > 0 || summary.totalDependenciesCruised < sources.length / 2) {
  console.error(
    `boundaries saw ${sources.length} files, ${summary.totalDependenciesCruised} imports, and none of: ${blind.join(", ")}`,
  );
  process.exit(2);
}
console.log(
  `boundaries: ${sources.length} files, ${summary.totalDependenciesCruised} imports, ${summary.error} violations`,
);
process.exit(summary.error > 0 ? 1 : 0);
