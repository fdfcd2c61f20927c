import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Caller } from "../control/caller.ts";
import type { ControlPlane } from "../control/control-plane.ts";
import {
  answerRequest,
  approveRequest,
  denyRequest,
  emptyRequest,
  letGoRequest,
  promoteRequest,
  startRequest,
  whyRequest,
} from "../wire/requests.ts";
import type { ReleaseView } from "../wire/views.ts";
import type { AppEnv } from "./app-options.ts";
import { answered, answers, bearer, idParam, jsonBody } from "./route-parts.ts";
import { releaseView } from "./view-schemas.ts";

/** What a person says to a release: all of them have one form, and answer with the release as it is then. */
export function steeringRoutes(api: OpenAPIHono<AppEnv>, { releases }: ControlPlane): void {
  steer(api, "approve", "Say yes to the plan that was shown", approveRequest, (...said) =>
    releases.approve(...said),
  );
  steer(api, "deny", "Say no: it goes on hold", denyRequest, (...said) => releases.deny(...said));
  steer(api, "start", "Let it begin, now or then", startRequest, (...said) => releases.start(...said));
  steer(api, "promote", "Let more users have it", promoteRequest, (...said) => releases.promote(...said));
  steer(api, "let-go", "Let an old version go before its time", letGoRequest, (...said) =>
    releases.letGo(...said),
  );
  steer(api, "hold", "Stop where it is", whyRequest, (...said) => releases.hold(...said));
  steer(api, "resume", "Go on from a hold", emptyRequest, (caller, id) => releases.resume(caller, id));
  steer(api, "retry", "Try again what has failed", emptyRequest, (caller, id) => releases.retry(caller, id));
  steer(api, "abort", "Take back the steps in progress", whyRequest, (...said) => releases.abort(...said));
  steer(api, "answer", "Answer an item of the checklist", answerRequest, (...said) =>
    releases.answer(...said),
  );
}

type SteeringContext = Context<AppEnv, string, { out: { param: unknown; json: unknown } }>;

function steer<Schema extends z.ZodType>(
  api: OpenAPIHono<AppEnv>,
  verb: string,
  summary: string,
  schema: Schema,
  call: (caller: Caller, id: string, request: z.output<Schema>) => Promise<ReleaseView>,
): void {
  const route = createRoute({
    method: "post",
    path: `/releases/{id}/${verb}`,
    summary,
    tags: ["releases"],
    security: bearer,
    request: { params: idParam, body: jsonBody(schema) },
    responses: answers("The release as it is now.", releaseView),
  });
  const handler = async (c: SteeringContext) => {
    const { id } = c.req.valid("param") as { readonly id: string };
    return answered(c, await call(c.get("caller"), id, c.req.valid("json") as z.output<Schema>));
  };
  // Its types do not follow a schema that is a parameter.
  api.openapi(route, handler as never);
}
