/** Who may import whom, one rule per line of the table in ARCHITECTURE.md. A rule's comment says what to do instead. */
const ours = "^packages/";
const cli = "^packages/crossfade/src";
const test = "[.]test[.]tsx?$";
const core = "^packages/core/src/index[.]ts$";
const contracts = "^packages/contracts/src/index[.]ts$";

/** `from` may import only files matching `to` (of ours). */
const only = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: test },
  to: { path: ours, pathNot: to },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "core-is-pure",
      severity: "error",
      comment:
        "core is arithmetic on values: no npm package, no node:, no other package of ours. Pass the value in.",
      from: { path: "^packages/core/src", pathNot: test },
      to: { pathNot: "^packages/core/src" },
    },
    {
      name: "contracts-text-in-findings-out",
      severity: "error",
      comment:
        "contracts knows core and listed parsers; no file, no process: documents come through the port Documents. A new parser needs a line here and a reason.",
      from: { path: "^packages/contracts/src", pathNot: test },
      to: {
        pathNot: [
          "^packages/contracts/src",
          core,
          "node_modules/yaml/",
          // Which flags sources read: the types alone, the caller brings the parser.
          "node_modules/@babel/parser/",
          "node_modules/libpg-query/",
          "node_modules/@pgsql/types/",
        ],
      },
    },
    {
      name: "flags-evaluate-runs-anywhere",
      severity: "error",
      comment:
        "The evaluator runs in browsers and at the edge: no package, no node:, of core only types. What reads files belongs into file/.",
      from: { path: "^packages/flags/src/evaluate/", pathNot: test },
      to: { pathNot: ["^packages/flags/src/evaluate/", core] },
    },
    {
      name: "flags-evaluate-knows-types-alone",
      severity: "error",
      comment: "Import types of core only: every byte of the evaluator is sent to browsers.",
      from: { path: "^packages/flags/src/evaluate/", pathNot: test },
      to: { path: core, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "flags-file-text-in-definitions-out",
      severity: "error",
      comment: "The file of features knows its text, core, yaml and the evaluator; no file, no process.",
      from: { path: "^packages/flags/src/file/", pathNot: test },
      to: { pathNot: ["^packages/flags/src/", core, "node_modules/yaml/"] },
    },
    only(
      "analysis",
      `${cli}/analysis/`,
      [`${cli}/(analysis|config)/`, core, contracts, "^packages/flags/src/file/index[.]ts$"],
      "analysis knows core, contracts, config and the file of features; the world comes in through ports.",
    ),
    only(
      "config",
      `${cli}/config/`,
      [`${cli}/config/`, core],
      "config turns text into values of core and complaints; nothing else.",
    ),
    {
      name: "discovery",
      severity: "error",
      comment: "discovery looks at names and texts that it is given; main reads the disk.",
      from: { path: `${cli}/discovery/`, pathNot: test },
      to: { pathNot: [`${cli}/(discovery|config)/`, core, "node_modules/yaml/"] },
    },
    only(
      "calendar",
      `${cli}/calendar/`,
      [`${cli}/(calendar|config)/`, core],
      "calendar turns zones and days into UTC intervals for core; it knows what a calendar is, not what for.",
    ),
    only(
      "proxy",
      `${cli}/proxy/`,
      [`${cli}/proxy/`, core],
      "The proxy serves on when everything else is away: it knows core, its own folder and nobody else's plans.",
    ),
    only(
      "store",
      `${cli}/store/`,
      [`${cli}/store/`, core],
      "store keeps values of core in PostgreSQL; it decides nothing.",
    ),
    only(
      "engine",
      `${cli}/engine/`,
      [`${cli}/engine/`, core],
      "engine asks core what to do, and ports to do it; it knows no target by name.",
    ),
    only(
      "registry",
      `${cli}/registry/`,
      [
        `${cli}/(registry|analysis|config|wire)/`,
        core,
        contracts,
        "^packages/flags/src/(evaluate|file)/index[.]ts$",
      ],
      "registry says what of a checkout is published; it reads through Documents and keeps nothing.",
    ),
    only(
      "wire",
      `${cli}/wire/`,
      [`${cli}/wire/`, core],
      "wire is the shape of the API, for both of its ends.",
    ),
    only(
      "client",
      `${cli}/client/`,
      [`${cli}/(client|wire)/`, core],
      "client speaks to the API over HTTP and knows nothing else of the server.",
    ),
    only(
      "release",
      `${cli}/release/`,
      [`${cli}/(release|config|calendar|wire)/`, core],
      "release turns a plan and an environment into a release, and a release into words: values in, values out.",
    ),
    only(
      "performer",
      `${cli}/performer/`,
      [`${cli}/performer/`, core],
      "performer acts through ports of core; it knows no router and no deployer by name.",
    ),
    only(
      "flag-server",
      `${cli}/flag-server/`,
      [`${cli}/(flag-server|control|wire)/`, core, "^packages/flags/src/(evaluate|file)/index[.]ts$"],
      "flag-server follows the file of features and says who gets what; how that is asked is http's.",
    ),
    only(
      "control",
      `${cli}/control/`,
      [`${cli}/(control|release|wire)/`, core],
      "control checks who asks and writes what they said; HTTP is not its business.",
    ),
    only(
      "http",
      `${cli}/http/`,
      [`${cli}/(http|control|flag-server|render|wire)/`, core, "^packages/flags/src/evaluate/index[.]ts$"],
      "http parses, calls and maps; it never decides.",
    ),
    only(
      "render",
      `${cli}/render/`,
      [`${cli}/(render|analysis|wire)/`, core],
      "render turns reports into text; it decides nothing and reads nothing.",
    ),
    only(
      "worker",
      `${cli}/worker/`,
      [`${cli}/worker/`, core, contracts],
      "A worker implements a port of core in a thread of its own.",
    ),
    {
      name: "adapters",
      severity: "error",
      comment: "An adapter implements ports of core; adapters never know each other.",
      from: { path: `${cli}/adapters/([^/]+)/`, pathNot: test },
      to: { path: ours, pathNot: [`${cli}/adapters/$1/`, core] },
    },
    only(
      "cli",
      `${cli}/cli/`,
      [`${cli}/(cli|analysis|render|config|discovery|client|wire)/`, core],
      "cli parses, calls and maps. What it needs of the world, main gives it.",
    ),
    {
      name: "nobody-imports-main",
      severity: "error",
      comment: "main is the composition root: it imports everybody, nobody but a test imports it.",
      from: { path: ours, pathNot: [`${cli}/main/`, test] },
      to: { path: `${cli}/main/` },
    },
    {
      name: "nobody-imports-sim",
      severity: "error",
      comment: "The simulation is a test of everything; nothing is built on it.",
      from: { path: ours, pathNot: "^packages/sim/" },
      to: { path: "^packages/sim/" },
    },
    {
      name: "no-way-round-a-package",
      severity: "error",
      comment: "Enter another package by its name, not by a path.",
      // The simulation puts the real parts together, as main does.
      from: { path: "^packages/([^/]+)/", pathNot: "^packages/sim/" },
      to: { path: ours, pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "production-without-tests",
      severity: "error",
      comment: "Production code never imports a test or a benchmark.",
      from: { path: ours, pathNot: [test, "^packages/sim/"] },
      to: { path: [test, "^test/", "^bench/"] },
    },
    {
      name: "declared-dependencies",
      severity: "error",
      comment: "Add it to this package's package.json.",
      from: { path: ours, pathNot: test },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-dev-dependency",
      severity: "error",
      comment: "Production code with a devDependency breaks at the user's.",
      from: { path: ours, pathNot: test },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: ours },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "This import leads nowhere.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "Two files that need each other are one thought or three.",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      severity: "error",
      comment: "Nobody imports this file.",
      from: { orphan: true, path: "^packages/[^/]+/src", pathNot: ["[.]d[.]ts$", test] },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    doNotFollow: { path: "node_modules" },
    // bin/ points into dist/, which a fresh clone has not. Not "/dist/" alone: most npm packages resolve into their own dist, and would vanish from the graph.
    exclude: { path: "^packages/[^/]+/(bin|dist|types)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["crossfade-source", "node", "import", "types", "default"],
      mainFields: ["module", "main", "types"],
    },
  },
};
