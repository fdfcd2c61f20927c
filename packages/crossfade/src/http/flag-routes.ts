import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import type { FlagEndOfLife } from "../flag-server/flag-end-of-life.ts";
import type { FlagSets } from "../flag-server/flag-sets.ts";
import type { Flags } from "../flag-server/flags.ts";
import { rampStart } from "../flag-server/ramp-start.ts";
import {
  flagChangeRequest,
  flagExplainRequest,
  flagImportRequest,
  flagKillRequest,
  flagRampRequest,
  flagRetirementQuery,
  flagRetireRequest,
  flagRevertRequest,
} from "../wire/flag-requests.ts";
import { wireLimits } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import * as views from "./flag-view-schemas.ts";
import { answered, answers, bearer, componentQuery, jsonBody } from "./route-parts.ts";
import { releaseView } from "./view-schemas.ts";

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
const ramp = createRoute({
  method: "post",
  path: "/flags/features/{key}/ramp",
  summary: "Let a flag climb, share by share",
  tags,
  security,
  request: { params: keyParam, body: jsonBody(flagRampRequest) },
  responses: answers("A release of its own, started.", releaseView),
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

const readers = createRoute({
  method: "get",
  path: "/flags/readers",
  summary: "Which published versions read which flag, with which default",
  tags,
  security,
  request: { query: componentQuery },
  responses: answers("And what of it cannot be told.", views.flagReaders),
});
const retirement = createRoute({
  method: "get",
  path: "/flags/features/{key}/retirement",
  summary: "The way out of a flag, and what stands in it",
  tags,
  security,
  request: { params: keyParam, query: flagRetirementQuery },
  responses: answers("Step by step, each held against what is known.", views.flagRetirement),
});
const retire = createRoute({
  method: "post",
  path: "/flags/features/{key}/retirement",
  summary: "Do the next step of the way out, if it is one of the file",
  tags,
  security,
  request: { params: keyParam, body: jsonBody(flagRetireRequest) },
  responses: answers("In effect.", views.flagChanged),
});

/** A ramp is a release: it is made here, and steered where releases are. */
export function flagRampRoute(
  api: OpenAPIHono<AppEnv>,
  sets: FlagSets,
  control: Pick<ControlPlane, "ramps">,
): void {
  api.openapi(ramp, async (c) => {
    const caller = c.get("caller");
    const ask = rampStart(sets, caller, c.req.valid("param").key, c.req.valid("json"));
    return answered(c, await control.ramps.create(caller, ask));
  });
}

export function flagAdminRoutes(api: OpenAPIHono<AppEnv>, flags: Flags, end: FlagEndOfLife): void {
  api.openapi(list, (c) => answered(c, flags.list(c.get("caller"), c.req.valid("query").component)));
  api.openapi(history, (c) => answered(c, flags.history(c.get("caller"), c.req.valid("query").component)));
  api.openapi(file, (c) => answered(c, flags.text(c.get("caller"), c.req.valid("query").component)));
  api.openapi(put, async (c) => answered(c, await flags.import(c.get("caller"), c.req.valid("json"))));
  api.openapi(revert, async (c) => answered(c, await flags.revert(c.get("caller"), c.req.valid("json"))));
  api.openapi(show, (c) =>
    answered(c, flags.show(c.get("caller"), c.req.valid("param").key, c.req.valid("query").component)),
  );
  api.openapi(change, async (c) =>
    answered(c, await flags.change(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
  api.openapi(kill, async (c) =>
    answered(c, await flags.kill(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
  api.openapi(readers, async (c) => {
    await end.refresh();
    return answered(c, end.readers(c.get("caller"), c.req.valid("query").component));
  });
  api.openapi(retirement, async (c) => {
    await end.refresh();
    return answered(c, end.retirement(c.get("caller"), c.req.valid("param").key, c.req.valid("query")));
  });
  api.openapi(retire, async (c) => {
    await end.refresh();
    return answered(c, end.retire(c.get("caller"), c.req.valid("param").key, c.req.valid("json")));
  });
  api.openapi(explain, (c) =>
    answered(c, flags.explain(c.get("caller"), c.req.valid("param").key, c.req.valid("json"))),
  );
}
