import { OpenAPIHono } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import { FlagEndOfLife } from "../flag-server/flag-end-of-life.ts";
import { FlagSets } from "../flag-server/flag-sets.ts";
import type { Flags } from "../flag-server/flags.ts";
import { accountRoutes } from "./account-routes.ts";
import type { AppEnv, HttpLimits } from "./app-options.ts";
import { environmentRoutes } from "./environment-routes.ts";
import { problemsAnswer } from "./error-answers.ts";
import { flagAdminRoutes, flagRampRoute } from "./flag-routes.ts";
import { httpLimits } from "./limits.ts";
import { OpenStreams } from "./open-streams.ts";
import { releaseEventsRoute } from "./release-events-route.ts";
import { releaseRoutes } from "./release-routes.ts";
import { steeringRoutes } from "./steering-routes.ts";
import { versionRoutes } from "./version-routes.ts";

export interface ApiParts {
  readonly control: ControlPlane;
  readonly flags: Flags;
  readonly sets: FlagSets;
  readonly streams: OpenStreams;
  readonly limits: HttpLimits;
}

export const apiPrefix = "/api/v1";

/** Every route of the API, below `apiPrefix`; each parses, calls and maps, and decides nothing. */
export function apiRoutes({ control, flags, sets, streams, limits }: ApiParts): OpenAPIHono<AppEnv> {
  const api = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const problems = result.error.issues.map(({ path, message }) => ({
        pointer: `${result.target === "json" ? "" : `${result.target} `}/${path.map(pointerWord).join("/")}`,
        problem: message,
      }));
      return problemsAnswer(c, problems);
    },
  });
  accountRoutes(api, control);
  versionRoutes(api, control);
  environmentRoutes(api, control);
  releaseRoutes(api, control);
  steeringRoutes(api, control);
  releaseEventsRoute(api, control, { streams, limits });
  flagAdminRoutes(api, flags, new FlagEndOfLife(flags));
  flagRampRoute(api, sets, control);
  return api;
}

/** RFC 6901. */
function pointerWord(word: PropertyKey): string {
  return String(word).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The API as an OpenAPI 3.1 document: the one that is served, and docs/reference/openapi.json. */
export function openApiDocument(): Record<string, unknown> {
  // Routes are only described here, never called.
  const parts = {
    control: {} as ControlPlane,
    flags: {} as Flags,
    sets: new FlagSets([]),
    streams: new OpenStreams(httpLimits, () => {}),
    limits: httpLimits,
  };
  const root = new OpenAPIHono<AppEnv>();
  root.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "A token, cf_…; `crossfade token create` makes one.",
  });
  root.route(apiPrefix, apiRoutes(parts));
  const document = root.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Crossfade control plane",
      // Of the API: what is added keeps it, what breaks a client is another prefix.
      version: "1",
      description: "What the command line and the page are built on. Times are ms since 1970 UTC.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "http://127.0.0.1:7717", description: "Where `crossfade up` listens." }],
  });
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
}
