import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import { publishRequest } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import { answered, answers, bearer, componentQuery, jsonBody } from "./route-parts.ts";
import * as views from "./view-schemas.ts";

const tags = ["versions"];
const security = bearer;

const list = createRoute({
  method: "get",
  path: "/versions",
  summary: "Published versions, the newest first",
  tags,
  security,
  request: { query: componentQuery },
  responses: answers("At most 200.", views.versions),
});
const publish = createRoute({
  method: "post",
  path: "/versions",
  summary: "Publish a version: the contracts that it carries",
  tags,
  security,
  request: { body: jsonBody(publishRequest) },
  responses: answers("`isNew` false: the very same was there.", views.published),
});

export function versionRoutes(api: OpenAPIHono<AppEnv>, { versions }: ControlPlane): void {
  api.openapi(list, async (c) => {
    const { component } = c.req.valid("query");
    return answered(c, { versions: await versions.list(c.get("caller"), component) });
  });
  api.openapi(publish, async (c) =>
    answered(c, await versions.publish(c.get("caller"), c.req.valid("json"))),
  );
}
