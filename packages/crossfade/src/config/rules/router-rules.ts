import { isIP } from "node:net";
import { durationExpected, durationMs } from "../duration.ts";
import { listenAddress, stateFolder } from "../routers.ts";
import { routeRules } from "./route-rules.ts";
import type { Rule } from "./rule.ts";
import { upstreamRules } from "./upstream-rules.ts";

/** It names a folder and the audience of pins. */
const idIsPlain: Rule = (draft, report) => {
  for (const id of draft.routerIds)
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(id))
      report(
        ["routers", id],
        "This id cannot be used.",
        "Letters, digits, - and _, beginning with a letter, at most 63.",
        "key",
      );
};

const listenIsAnAddress: Rule = (draft, report) => {
  for (const [id, { listen }] of draft.routers)
    if (listen !== undefined && listenAddress(listen) === undefined)
      report(
        ["routers", id, "listen"],
        `\`listen\` is ${JSON.stringify(listen)}.`,
        "Expected an address and a port such as 127.0.0.1:8080 or [::1]:8080.",
      );
};

/** What the router itself puts into requests and reads from them. */
const ownNames = /^(?:cookie:cf_(?:version|tester)|header:(?:x-cf-.*|host|cookie|connection))$/;

const userKeyIsFree: Rule = (draft, report) => {
  for (const [id, { userKey }] of draft.routers)
    if (userKey !== undefined && ownNames.test(userKey.replace(/^header:.*/, (all) => all.toLowerCase())))
      report(
        ["routers", id, "userKey"],
        `\`${userKey}\` does not tell users apart.`,
        "Name a cookie or a header of your own.",
      );
};

const trustedIsANetwork: Rule = (draft, report) => {
  for (const [id, { trusted = [] }] of draft.routers)
    for (const [index, network] of trusted.entries())
      if (!isNetwork(network))
        report(
          ["routers", id, "trusted", index],
          `${JSON.stringify(network)} is no network.`,
          "Expected an address such as 10.0.0.7 or a network such as 10.0.0.0/8 or fd00::/8.",
        );
};

function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || address.includes("%") || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const stateIsItsOwn: Rule = (draft, report) => {
  const owners = new Map<string, string>();
  for (const [id, router] of draft.routers) {
    const place = ["routers", id, "state"];
    const folder = stateFolder(id, router);
    const owner = owners.get(folder);
    if (owner !== undefined)
      report(place, `The router \`${owner}\` has this folder already.`, "Give each router its own.");
    owners.set(folder, owner ?? id);
    if (router.state !== undefined && (/[\p{Cc}\\]/u.test(folder) || folder.startsWith("~")))
      report(place, "This folder cannot be used.", "Expected a path with /, relative or absolute.");
  }
};

const keyFitsKind: Rule = (draft, report) => {
  for (const [id, router] of draft.routers)
    for (const key of ["limits", "balance", "warmUp"] as const)
      if (router[key] !== undefined && router.kind !== "embedded")
        report(
          ["routers", id, key],
          `\`${key}\` does not go with kind ${router.kind}.`,
          "It belongs to embedded; another router has it where that one is configured.",
          "key",
        );
};

const warmUpIsADuration: Rule = (draft, report) => {
  for (const [id, { warmUp }] of draft.routers)
    if (warmUp !== undefined && durationMs(warmUp) === undefined)
      report(
        ["routers", id, "warmUp"],
        `\`warmUp\` is ${JSON.stringify(warmUp)}.`,
        `Expected ${durationExpected}.`,
      );
};

const collectIsAnAddress: Rule = (draft, report) => {
  for (const [id, { kind, collect }] of draft.routers) {
    if (collect === undefined) continue;
    const place = ["routers", id, "collect"];
    if (kind !== "haproxy")
      report(
        place,
        `\`collect\` does not go with kind ${kind}.`,
        "Only haproxy has a log to collect.",
        "key",
      );
    else if ((listenAddress(collect)?.port ?? 0) === 0)
      report(
        place,
        `\`collect\` is ${JSON.stringify(collect)}.`,
        "Expected an address and a port such as 127.0.0.1:8514.",
      );
  }
};

export const routerRules: readonly Rule[] = [
  idIsPlain,
  listenIsAnAddress,
  userKeyIsFree,
  trustedIsANetwork,
  stateIsItsOwn,
  keyFitsKind,
  warmUpIsADuration,
  collectIsAnAddress,
  ...routeRules,
  ...upstreamRules,
];
