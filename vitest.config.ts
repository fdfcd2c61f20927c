import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Setting conditions replaces the defaults, so they are spread after ours.
const conditions = ["crossfade-source", ...defaultServerConditions];

/** One project per door; a file's last name says which: `x.test.ts` (unit, timed), `x.real.test.ts`, `x.long.test.ts`, `x.pack.test.ts`. */
const suites = ["real", "long", "pack"] as const;
const files = (ending: string) => [`packages/*/src/**/*${ending}`, `test/**/*${ending}`];
/** Unit tests that open ports, start programs or look at the clock. The others only compute, and may give way to these. */
const timed = ["packages/crossfade/src/**/*.test.ts", "test/ports/**/*.test.ts"];
// `unit` is long: in CI these tests give way to those of real programs.
const timeoutMs = { unit: 180_000, timed: 60_000, real: 60_000, long: 3_600_000, pack: 120_000 };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Programs that tests start must neither use nor fill the cache of whoever runs the tests.
    env: { CROSSFADE_CACHE: "off" },
    // Default: one less than there are processors, which on two is half of them.
    maxWorkers: 2,
    reporters: ["default", "./test/support/tally-reporter.ts"],
    projects: [
      ...[
        { name: "unit" as const, include: files(".test.ts"), exclude: timed },
        { name: "timed" as const, include: timed, exclude: [] },
      ].map(({ name, include, exclude }) => ({
        extends: true as const,
        test: {
          name,
          include,
          exclude: [...exclude, ...suites.map((suite) => `**/*.${suite}.test.ts`)],
          testTimeout: timeoutMs[name],
          // Unit tests keep nothing between files, so what they import is loaded once for all of them.
          isolate: false,
        },
      })),
      ...suites.map((name) => ({
        extends: true as const,
        test: {
          name,
          include: files(`.${name}.test.ts`),
          testTimeout: timeoutMs[name],
          hookTimeout: timeoutMs[name],
        },
      })),
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.*"],
      reporter: ["text", "json-summary"],
    },
  },
});
