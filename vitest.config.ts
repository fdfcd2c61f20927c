import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["crossfade-source", ...defaultServerConditions];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.{ts,tsx}"],
      exclude: ["**/*.test.*"],
      reporter: ["text", "json-summary"],
    },
  },
});
