import type { Difference } from "../schema/comparison.ts";
import type { Operation, Reply } from "./api.ts";

interface Answer {
  /** Under the status that it is sent as. */
  readonly sent: Reply;
  readonly accepted: Reply | undefined;
  readonly certain: boolean;
}

/**
 * What the server may answer, status by status. Its `default` or class of statuses is also sent as every more exact
 * status that the client's document knows and that the server does not list.
 */
export function answersOf(client: Operation, server: Operation): Answer[] {
  const listed = [...server.responses.keys()];
  const named = listed.some(isNamedSuccess);
  return [...server.responses.values()].flatMap((reply) => {
    const own = { sent: reply, accepted: handlerOf(client, reply.status), certain: true };
    const exact = [...client.responses.values()]
      .filter(({ status }) => status !== reply.status && handlerOf(server, status) === reply)
      .map((accepted) => ({
        sent: { ...reply, status: accepted.status },
        accepted,
        certain: !(named && reply.status === "default" && isNamedSuccess(accepted.status)),
      }));
    return [own, ...exact.filter(({ accepted }) => !isWider(accepted.status, reply.status))];
  });
}

/** What a side does with a status: the status itself, its class, or `default`. */
export function handlerOf(side: Operation, status: string): Reply | undefined {
  const ofClass = /^\d/.test(status) ? side.responses.get(`${status[0]}XX`) : undefined;
  return side.responses.get(status) ?? ofClass ?? side.responses.get("default");
}

function isNamedSuccess(status: string): boolean {
  return status.startsWith("2");
}

function isWider(status: string, than: string): boolean {
  return status === "default" || (status.endsWith("XX") && than !== "default");
}

/** What would break if it were sent at all. */
export function doubt({ mismatches, gaps }: Difference): Difference {
  const doubted = mismatches.map(({ at, why, place }) => ({
    at,
    place,
    keyword: "",
    decides: "which statuses the server's default response stands for",
    why: `if the default response is sent with this status, ${why}`,
  }));
  return { mismatches: [], gaps: [...gaps, ...doubted] };
}
