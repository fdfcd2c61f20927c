import { isIP } from "node:net";
import { addressesOf, hostOf } from "../environments.ts";
import type { Rule } from "./rule.ts";

const ways = ["command", "webhook", "external"] as const;

const deployerIsOne: Rule = (draft, report) => {
  for (const [id, { deploy = {} }] of draft.environments)
    for (const [component, raw] of Object.entries(deploy)) {
      const place = ["environments", id, "deploy", component];
      const [first, second] = ways.filter((each) => raw[each] !== undefined);
      if (first === undefined)
        report(place, "How it is deployed is not said.", "One of: command, webhook, external.");
      if (first !== undefined && second !== undefined)
        report(
          [...place, second],
          `\`${second}\` does not go with \`${first}\`.`,
          "Keep one of them.",
          "key",
        );
      if (raw.secret !== undefined && raw.webhook === undefined)
        report([...place, "secret"], "`secret` goes with `webhook` only.", "Leave it out.", "key");
    }
};

/** What is signed is also to be read by nobody else on its way. */
const addressIsSafe: Rule = (draft, report) => {
  for (const [id, raw] of draft.environments)
    for (const { path, url, use } of addressesOf(raw)) {
      const trouble = addressTrouble(url, use);
      if (trouble !== undefined)
        report(
          ["environments", id, ...path],
          `This address cannot be called: ${JSON.stringify(url.slice(0, 80))}.`,
          `Expected ${trouble}.`,
        );
    }
};

function addressTrouble(url: string, use: "sent" | "asked"): string | undefined {
  const parsed = hostOf(url);
  if (parsed === undefined) return "an address that begins with https:// or http://";
  if (parsed.username !== "" || parsed.password !== "") return "an address without a name and a password";
  if (use === "sent" && parsed.protocol === "http:" && !isLoopback(parsed.hostname))
    return "https; http only to this machine";
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));
}

const outboundIsAHost: Rule = (draft, report) => {
  for (const [id, { outbound = [] }] of draft.environments)
    for (const [index, host] of outbound.entries())
      if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/.test(host))
        report(
          ["environments", id, "outbound", index],
          `${JSON.stringify(host.slice(0, 80))} is no host.`,
          "Expected a host such as ci.example, or with a port: ci.example:8443.",
        );
};

/** Found here, not when a release needs it. */
const addressMayBeCalled: Rule = (draft, report) => {
  for (const [id, raw] of draft.environments) {
    const allowed = raw.outbound?.map((each) => each.toLowerCase());
    if (allowed === undefined) continue;
    for (const { path, url } of addressesOf(raw)) {
      const parsed = hostOf(url);
      if (parsed !== undefined && !allowed.includes(parsed.host) && !allowed.includes(parsed.hostname))
        report(
          ["environments", id, ...path],
          `\`${parsed.host}\` may not be called.`,
          `Add it to \`outbound\` of ${id}.`,
        );
    }
  }
};

export const addressRules: readonly Rule[] = [
  deployerIsOne,
  addressIsSafe,
  outboundIsAHost,
  addressMayBeCalled,
];
