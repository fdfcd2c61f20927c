import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import { createRequest, rollbackRequest } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import { afterQuery, answered, answers, bearer, environmentQuery, idParam, jsonBody } from "./route-parts.ts";
import * as views from "./view-schemas.ts";

const tags = ["releases"];
const security = bearer;

const list = createRoute({
  method: "get",
  path: "/releases",
  summary: "Releases, the newest first",
  tags,
  security,
  request: { query: environmentQuery },
  responses: answers("At most 200.", views.releaseList),
});
const create = createRoute({
  method: "post",
  path: "/releases",
  summary: "Plan a release; unless it is a dry run, keep it",
  tags,
  security,
  request: { body: jsonBody(createRequest) },
  responses: answers("`proposed`: nothing was written.", views.created),
});
const show = createRoute({
  method: "get",
  path: "/releases/{id}",
  summary: "A release as it stands",
  tags,
  security,
  request: { params: idParam },
  responses: answers("The release.", views.releaseView),
});
const journal = createRoute({
  method: "get",
  path: "/releases/{id}/journal",
  summary: "What happened to it, entry by entry",
  tags,
  security,
  request: { params: idParam, query: afterQuery },
  responses: answers("In order.", views.journal),
});
const rollback = createRoute({
  method: "post",
  path: "/releases/{id}/rollback",
  summary: "Take it back, or only show what that takes",
  tags,
  security,
  request: { params: idParam, body: jsonBody(rollbackRequest) },
  responses: answers("`proposed`: nothing was written.", views.rolledBack),
});

/** Looking at releases, making them, taking them back. */
export function releaseRoutes(api: OpenAPIHono<AppEnv>, { releases, rollbacks }: ControlPlane): void {
  api.openapi(list, async (c) =>
    answered(c, await releases.list(c.get("caller"), c.req.valid("query").environment)),
  );
  api.openapi(create, async (c) => answered(c, await releases.create(c.get("caller"), c.req.valid("json"))));
  api.openapi(show, async (c) => answered(c, await releases.show(c.get("caller"), c.req.valid("param").id)));
  api.openapi(journal, async (c) => {
    const entries = await releases.journal(
      c.get("caller"),
      c.req.valid("param").id,
      c.req.valid("query").after,
    );
    return answered(c, { entries });
  });
  api.openapi(rollback, async (c) =>
    answered(c, await rollbacks.rollback(c.get("caller"), c.req.valid("param").id, c.req.valid("json"))),
  );
}
