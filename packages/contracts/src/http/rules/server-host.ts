import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/server-host";

export const rule: MeetingRule = {
  id,
  mirror: { waived: "only requests have an address; a response goes back the way the request came" },
  title: "The client calls another host than the server names",
  explanation:
    "None of the hosts in the client's contract is among those of the server's version. Both names may lead to the same place, or the old one may be gone: unknown. Hosts are not compared where a side names none, the own machine only, or one with a free variable.",
  check: ({ exchanges }) => {
    const told = new Set<string>();
    return exchanges.flatMap(({ client, server, operation }): Observation[] => {
      if (!server) return [];
      const [ours, theirs] = [client.servers.hosts, server.servers.hosts];
      if (ours.length === 0 || theirs.length === 0 || ours.some((host) => theirs.includes(host))) return [];
      const why = `the client calls ${ours.join(" or ")}, the server is at ${theirs.join(" and ")}`;
      if (told.has(why)) return [];
      told.add(why);
      return [
        {
          ruleId: id,
          outcome: "unknown",
          direction: "request",
          operation,
          place: placeOf("sender", client.at),
          why,
          decides: `whether ${ours.join(" or ")} still leads to the server, or a host that both name`,
          example: { value: `Host: ${ours[0]}`, at: "" },
          fixes: ["List the old host too as long as it leads to the server."],
        },
      ];
    });
  },
};
