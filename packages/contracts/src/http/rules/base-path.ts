import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import { basesElsewhere } from "../path-template.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/base-path";

export const rule: MeetingRule = {
  id,
  mirror: { waived: "only requests have an address; a response goes back the way the request came" },
  title: "The client calls under a path where the server is not",
  explanation:
    "The path part of the servers' URLs differs: the client prefixes its calls with one that the server's version does not list. If only some of the client's servers are elsewhere, or a path depends on where the document is found or on a variable that may be anything, the answer is unknown. Hosts are http/server-host.",
  check: ({ exchanges }) => {
    const told = new Set<string>();
    const found: Observation[] = [];
    for (const { client, server, operation } of exchanges) {
      const missing = server ? basesElsewhere(client, server) : [];
      const [path] = missing;
      if (!server || path === undefined || told.has(path)) continue;
      told.add(path);
      const loose = client.servers.loose || server.servers.loose;
      const some = missing.length < client.servers.basePaths.length;
      found.push({
        ruleId: id,
        outcome: some || loose ? "unknown" : "breaking",
        direction: "request",
        operation,
        place: placeOf("sender", client.at),
        why: `the client calls under ${JSON.stringify(path || "/")}, the server is under ${server.servers.basePaths.map((base) => JSON.stringify(base || "/")).join(", ")}`,
        example: { value: `${client.method} ${path}${client.path}`, at: "" },
        ...(some || loose
          ? { decides: some ? "which of its servers the client uses" : "server URLs without a free part" }
          : {}),
        fixes: ["Serve both paths until no client uses the old one."],
      });
    }
    return found;
  },
};
