import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import { deployedRequest } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import { afterQuery, answered, answers, bearer, environmentParam, jsonBody } from "./route-parts.ts";
import * as views from "./view-schemas.ts";

const tags = ["environments"];
const security = bearer;

const status = createRoute({
  method: "get",
  path: "/environments/{env}/status",
  summary: "Deployed or released? Every version, and who sees it",
  tags,
  security,
  request: { params: environmentParam },
  responses: answers("Weights as they were read back just now.", views.environmentStatus),
});
const deployed = createRoute({
  method: "post",
  path: "/environments/{env}/deployments",
  summary: "Say that a version runs",
  tags,
  security,
  request: { params: environmentParam, body: jsonBody(deployedRequest) },
  responses: answers("What was new.", views.facts),
});
const facts = createRoute({
  method: "get",
  path: "/environments/{env}/facts",
  summary: "What was seen there, entry by entry",
  tags,
  security,
  request: { params: environmentParam, query: afterQuery },
  responses: answers("In order.", views.facts),
});

export function environmentRoutes(api: OpenAPIHono<AppEnv>, { environments }: ControlPlane): void {
  api.openapi(status, async (c) =>
    answered(c, await environments.status(c.get("caller"), c.req.valid("param").env)),
  );
  api.openapi(deployed, async (c) =>
    answered(c, await environments.deployed(c.get("caller"), c.req.valid("param").env, c.req.valid("json"))),
  );
  api.openapi(facts, async (c) => {
    const { env } = c.req.valid("param");
    return answered(c, {
      entries: await environments.facts(c.get("caller"), env, c.req.valid("query").after),
    });
  });
}
