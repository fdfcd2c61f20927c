import type { DeployAnswer, Deployer, DeployOrder, Outbound, OutboundAnswer } from "@crossfade/core";
import { doneAnswer } from "./deploy-answer.ts";

export interface WebhookDeployerOptions {
  readonly url: string;
  /** Without one the call is not signed. */
  readonly secret?: string;
  readonly timeoutMs: number;
  readonly outbound: Outbound;
}

const againInMs = 5_000;

/**
 * Deploys by a call: POST of the order as JSON, signed as Standard Webhooks say. 200: it is so, and the answer may name
 * endpoints; 202: not yet, ask again; 409: somebody with a newer fence was there; any other: it failed.
 */
export function createWebhookDeployer({
  url,
  secret,
  timeoutMs,
  outbound,
}: WebhookDeployerOptions): Deployer {
  return {
    async perform(order) {
      const answer = await outbound.send({
        url,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(bodyOf(order)),
        timeoutMs,
        ...(secret === undefined ? {} : { signed: { id: order.id, secret } }),
      });
      return answerOf(answer);
    },
  };
}

/** Written out: what is sent does not change because a type does. */
function bodyOf(order: DeployOrder) {
  const { id, release, environment, action, component, version, step, fence } = order;
  const { set, sets, replaces, link, paused, count, of } = order;
  return {
    orderSchema: 1,
    id,
    release,
    environment,
    action,
    component,
    version,
    step,
    fence,
    set,
    sets,
    replaces,
    link,
    paused,
    count,
    of,
  };
}

function answerOf({ status, headers, body }: OutboundAnswer): DeployAnswer {
  if (status === 202) {
    const said = Number(headers["retry-after"]);
    const waitMs = Number.isFinite(said) && said > 0 ? Math.min(said, 3_600) * 1_000 : againInMs;
    return { kind: "pending", againInMs: waitMs };
  }
  if (status === 409)
    return { kind: "failed", why: "the hook has seen a newer order than this one", final: false };
  if (status !== 200 && status !== 204)
    return { kind: "failed", why: `the hook answered ${status}${beginning(body)}`, final: false };
  if (body.trim() === "") return { kind: "done" };
  try {
    return doneAnswer(JSON.parse(body));
  } catch {
    return { kind: "failed", why: "the hook answered something else than JSON", final: false };
  }
}

function beginning(body: string): string {
  const line = body.trim().split("\n")[0]?.slice(0, 200) ?? "";
  return line === "" ? "" : `: ${line}`;
}
