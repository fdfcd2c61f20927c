// dependency-cruiser says "no violations" also when it has seen nothing; this does not.
// boundaries.mjs [ROOT]: reads packages/, test/ and bench/ of ROOT by the rules of this repository.
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

process.chdir(process.argv[2] ?? new URL("..", import.meta.url).pathname);
const { options, ...ruleSet } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const { output } = await cruise(
  ["packages", "test", "bench"].filter((folder) => existsSync(folder)),
  { ...options, ruleSet, validate: true },
  {},
  { tsConfig: extractTSConfig("tsconfig.base.json") },
);
const { modules, summary } = output;
const sources = modules.filter((each) => /^packages\/[^/]+\/src\//.test(each.source));
const seen = new Set(sources.map((each) => each.source.split("/")[1]));

for (const { type, rule, from, to, cycle } of summary.violations) {
  const path = cycle ? cycle.map((each) => each.name).join(" -> ") : to;
  console.error(
    `${rule.name}: ${from}${from === to ? "" : ` -> ${path}`} (${type})\n  ${ruleSet.forbidden.find((each) => each.name === rule.name)?.comment ?? ""}`,
  );
}
console.log(
  `boundaries: ${sources.length} files, ${summary.totalDependenciesCruised} imports, ${summary.error} violations`,
);

const blind = readdirSync("packages").filter(
  (folder) => existsSync(`packages/${folder}/src`) && !seen.has(folder),
);
// Half an import per file is far below any real tree: fewer means that the checker could not parse.
if (sources.length === 0 || blind.length > 0 || summary.totalDependenciesCruised < sources.length / 2) {
  console.error(
    `boundaries is blind: too little was read${blind.length > 0 ? `, nothing of ${blind.join(", ")}` : ""}`,
  );
  process.exit(2);
}
process.exit(summary.error > 0 ? 1 : 0);
