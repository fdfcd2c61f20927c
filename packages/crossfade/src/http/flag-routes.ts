import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Flags } from "../flag-server/flags.ts";
import {
  flagChangeRequest,
  flagExplainRequest,
  flagImportRequest,
  flagKillRequest,
  flagRevertRequest,
} from "../wire/flag-requests.ts";
import { wireLimits } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import * as views from "./flag-view-schemas.ts";
import { answered, answers, bearer, componentQuery, jsonBody } from "./route-parts.ts";

const tags = ["flags"];
const security = bearer;
const keyParam = z.object({ key: z.string().min(1).max(wireLimits.maxNameLength) });

const list = createRoute({
  method: "get",
  path: "/flags",
  summary: "Flags, who gets them, and whether the file can be used",
  tags,
  security,
  request: { query: componentQuery },
  responses: answers("As the last good revision has them.", views.flagList),
});
const history = createRoute({
  method: "get",
  path: "/flags/history",
  summary: "Who changed what, and why",
  tags,
  security,
  request: { query: componentQuery },
  responses: answers("The newest first, at most 200.", views.flagHistory),
});
const file = createRoute({
  method: "get",
  path: "/flags/file",
  summary: "The file of features",
  tags,
  security,
  request: { query: componentQuery },
  responses: answers("As it is served.", views.flagFileText),
});
const put = createRoute({
  method: "post",
  path: "/flags/file",
  summary: "Put another file of features, or definitions of flagd, in its place",
  tags,
  security,
  request: { body: jsonBody(flagImportRequest) },
  responses: answers("In effect.", views.flagChanged),
});
const revert = createRoute({
  method: "post",
  path: "/flags/revert",
  summary: "Make the file what it was",
  tags,
  security,
  request: { body: jsonBody(flagRevertRequest) },
  responses: answers("In effect.", views.flagChanged),
});
const show = createRoute({
  method: "get",
  path: "/flags/features/{key}",
  summary: "One flag",
  tags,
  security,
  request: { params: keyParam, query: componentQuery },
  responses: answers("As the file has it, and as flagd has it.", views.flagView),
});
const change = createRoute({
  method: "post",
  path: "/flags/features/{key}",
  summary: "Give plain keys of a flag other values",
  tags,
  security,
  request: { params: keyParam, body: jsonBody(flagChangeRequest) },
  responses: answers("In effect.", views.flagChanged),
});
const kill = createRoute({
  method: "post",
  path: "/flags/features/{key}/kill",
  summary: "Off for everyone, at once",
  tags,
  security,
  request: { params: keyParam, body: jsonBody(flagKillRequest) },
  responses: answers("In effect.", views.flagChanged),
});
const explain = createRoute({
  method: "post",
  path: "/flags/features/{key}/explain",
  summary: "Why somebody gets what they get",
  tags,
  security,
  request: { params: keyParam, body: jsonBody(flagExplainRequest) },
  responses: answers("Step by step, up to the one that decides.", views.flagExplanation),
});

export function flagAdminRoutes(api: OpenAPIHono<AppEnv>, flags: Flags): void {
  api.openapi(list, (c) => answered(c, flags.list(c.get("caller"), c.req.valid("query").component)));
  api.openapi(history, (c) => answered(c, flags.history(c.get("caller"), c.req.valid("query").component)));
  api.openapi(file, (c) => answered(c, flags.text(c.get("caller"), c.req.valid("query").component)));
  api.openapi(put, (c) => answered(c, flags.import(c.get("caller"), c.req.valid("json"))));
  api.openapi(revert, (c) => answered(c, flags.revert(c.get("caller"), c.req.valid("json"))));
  api.openapi(show, (c) =>
    answered(c, flags.show(c.get("caller"), c.req.valid("param").key, c.req.valid("query").component)),
  );
  api.openapi(change, (c) =>
    answered(c, flags.change(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
  api.openapi(kill, (c) =>
    answered(c, flags.kill(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
  api.openapi(explain, (c) =>
    answered(c, flags.explain(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
}
