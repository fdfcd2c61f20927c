import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import { tokenRequest } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import { answered, answers, bearer, idParam, jsonBody } from "./route-parts.ts";
import * as views from "./view-schemas.ts";

const security = bearer;

const me = createRoute({
  method: "get",
  path: "/me",
  summary: "Whom this token stands for",
  tags: ["tokens"],
  security,
  responses: answers("The person and what they may do.", views.me),
});
const list = createRoute({
  method: "get",
  path: "/tokens",
  summary: "Tokens, revoked ones too",
  tags: ["tokens"],
  security,
  responses: answers("Never the token itself.", views.tokens),
});
const create = createRoute({
  method: "post",
  path: "/tokens",
  summary: "Make a token for a person",
  tags: ["tokens"],
  security,
  request: { body: jsonBody(tokenRequest) },
  responses: answers("The token is in no other answer.", views.tokenMade),
});
const revoke = createRoute({
  method: "delete",
  path: "/tokens/{id}",
  summary: "Revoke a token",
  tags: ["tokens"],
  security,
  request: { params: idParam },
  responses: answers("It no longer holds.", views.nothing),
});
const deliveries = createRoute({
  method: "get",
  path: "/deliveries",
  summary: "Messages to the outside, the newest first",
  tags: ["deliveries"],
  security,
  responses: answers("At most 200.", views.deliveries),
});
const resend = createRoute({
  method: "post",
  path: "/deliveries/{id}/resend",
  summary: "Send a message once more",
  tags: ["deliveries"],
  security,
  request: { params: idParam },
  responses: answers("It is on its way again.", views.nothing),
});

/** Who may speak here, and what is said to others. */
export function accountRoutes(api: OpenAPIHono<AppEnv>, control: ControlPlane): void {
  api.openapi(me, (c) => {
    const { person, grants } = c.get("caller");
    return answered(c, { person, grants });
  });
  api.openapi(list, async (c) => answered(c, { tokens: await control.tokens.list(c.get("caller")) }));
  api.openapi(create, async (c) =>
    answered(c, await control.tokens.create(c.get("caller"), c.req.valid("json"))),
  );
  api.openapi(revoke, async (c) => {
    await control.tokens.revoke(c.get("caller"), c.req.valid("param").id);
    return answered(c, {});
  });
  api.openapi(deliveries, async (c) =>
    answered(c, { deliveries: await control.deliveries.list(c.get("caller")) }),
  );
  api.openapi(resend, async (c) => {
    await control.deliveries.resend(c.get("caller"), c.req.valid("param").id);
    return answered(c, {});
  });
}
