/** The import table of DESIGN.md section 4, one rule per line of it. A rule's comment says what to do instead. */
const ours = "^packages/";
const cli = "^packages/crossfade/src";
const test = "[.]test[.]tsx?$";
const node = ["core"];
const npm = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"];

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
    only(
      "contracts-see-core",
      "^packages/contracts/src",
      ["^packages/contracts/src", "^packages/core/src/index[.]ts$"],
      "contracts: text in, findings out; it knows core only.",
    ),
    {
      name: "contracts-allowed-parsers",
      severity: "error",
      comment: "Only listed parsers. A new one needs a line here and a reason.",
      from: { path: "^packages/contracts/src", pathNot: test },
      to: {
        dependencyTypes: [...npm, ...node],
        pathNot: "node_modules/(yaml|ajv|ajv-draft-04|@babel/parser)/",
      },
    },
    only(
      "flags-see-core",
      "^packages/flags/src",
      ["^packages/flags/src", "^packages/core/src/index[.]ts$"],
      "flags knows core only.",
    ),
    {
      name: "flags-evaluate-runs-anywhere",
      severity: "error",
      comment: "@crossfade/flags/evaluate has no dependency at run time; only types of core.",
      from: { path: "^packages/flags/src/evaluate", pathNot: test },
      to: { dependencyTypesNot: ["type-only"], pathNot: "^packages/flags/src/evaluate" },
    },
    only(
      "analysis",
      `${cli}/analysis/`,
      [`${cli}/analysis/`, "^packages/(core|contracts|flags)/src/"],
      "analysis knows core, contracts and flags; the world comes in through ports.",
    ),
    only(
      "engine",
      `${cli}/engine/`,
      [`${cli}/(engine|analysis)/`, "^packages/core/src/"],
      "The engine gets adapters from main/, it never imports one.",
    ),
    only(
      "proxy",
      `${cli}/proxy/`,
      [`${cli}/proxy/`, "^packages/core/src/"],
      "The proxy is a process of its own and knows core only.",
    ),
    only(
      "store",
      `${cli}/store/`,
      [`${cli}/store/`, "^packages/core/src/"],
      "store implements ports of core.",
    ),
    only(
      "oracle",
      `${cli}/oracle/`,
      [`${cli}/oracle/`, "^packages/core/src/"],
      "oracle implements ports of core.",
    ),
    {
      name: "adapters",
      severity: "error",
      comment: "An adapter implements ports of core; adapters never know each other.",
      from: { path: `${cli}/adapters/([^/]+)/`, pathNot: test },
      to: { path: ours, pathNot: [`${cli}/adapters/$1/`, "^packages/core/src/"] },
    },
    only(
      "faces",
      `${cli}/(cli|http)/`,
      [`${cli}/(cli|http|analysis|render|config)/`, `${cli}/engine/index[.]ts$`, "^packages/core/src/"],
      "cli and http parse, call, map; the engine through its index only.",
    ),
    {
      name: "http-and-cli-apart",
      severity: "error",
      comment: "Share through render/ or analysis/.",
      from: { path: `${cli}/(cli|http)/`, pathNot: test },
      to: { path: `${cli}/(cli|http)/`, pathNot: `${cli}/$1/` },
    },
    {
      name: "nobody-imports-main",
      severity: "error",
      comment: "main is the composition root.",
      from: { pathNot: `${cli}/main/` },
      to: { path: `${cli}/main/` },
    },
    only(
      "dashboard",
      "^packages/dashboard/src",
      ["^packages/dashboard/src", "^packages/core/src/"],
      "The console knows core and generated API types.",
    ),
    only(
      "client",
      "^packages/client/src",
      "^packages/client/src",
      "The client runs in foreign pages and knows nothing.",
    ),
    {
      name: "no-way-round-a-package",
      severity: "error",
      comment: "Enter another package by its name, not by a path.",
      from: { path: "^packages/([^/]+)/" },
      to: { path: ours, pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "production-without-tests",
      severity: "error",
      comment: "Production code never imports a test or the simulator.",
      from: { path: ours, pathNot: [test, "^packages/sim/"] },
      to: { path: [test, "^packages/sim/", "^test/"] },
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
      from: { path: "^packages/(?!dashboard)", pathNot: test },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^packages/" },
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
    exclude: { path: "^packages/[^/]+/(dist|types)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["crossfade-source", "node", "import", "types", "default"],
      mainFields: ["module", "main", "types"],
    },
  },
};
