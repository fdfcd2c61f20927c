import { instanceUrl, routerLimits, suggestion } from "@crossfade/core";
import type { RawRouter } from "../router-schema.ts";
import { listenAddress } from "../routers.ts";
import type { Rule } from "./rule.ts";

/** One instance as it is written, and its place. */
interface Written {
  readonly url: string;
  readonly component: string;
  readonly label: string;
  readonly index: number;
}

const upstreamIsAsked: Rule = (draft, report) => {
  for (const [id, { routes = [], upstreams = {} }] of draft.routers)
    for (const component of Object.keys(upstreams)) {
      const place = ["routers", id, "upstreams", component];
      if (!draft.componentIds.includes(component))
        report(
          place,
          `There is no component \`${component}\`.`,
          suggestion(component, draft.componentIds),
          "key",
        );
      else if (!routes.some(({ to }) => to === component))
        report(
          place,
          `No route leads to \`${component}\`.`,
          `Add one, such as \`{ path: /, to: ${component} }\`.`,
          "key",
        );
    }
};

const upstreamHasVersions: Rule = (draft, report) => {
  for (const [id, { upstreams = {} }] of draft.routers)
    for (const [component, versions] of Object.entries(upstreams)) {
      const place = ["routers", id, "upstreams", component];
      const count = Object.keys(versions).length;
      if (count === 0)
        report(place, `\`${component}\` has no version.`, 'Add one: `"1.0.0": [http://127.0.0.1:9101]`.');
      if (count > routerLimits.maxVersions)
        report(
          place,
          `\`${component}\` has ${count} versions.`,
          `A router carries at most ${routerLimits.maxVersions} (maxVersions).`,
        );
    }
};

/** It stands in headers, cookies and names of back ends. */
const labelIsPlain: Rule = (draft, report) => {
  for (const [id, { upstreams = {} }] of draft.routers)
    for (const [component, versions] of Object.entries(upstreams))
      for (const label of Object.keys(versions))
        if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(label) || label.length > routerLimits.maxLabelLength)
          report(
            ["routers", id, "upstreams", component, label],
            "This label cannot be used.",
            `Letters, digits and . _ + -, at most ${routerLimits.maxLabelLength}.`,
            "key",
          );
};

const instanceIsAUrl: Rule = (draft, report) => {
  for (const [id, router] of draft.routers)
    for (const { url, component, label, index } of written(router))
      if (!instanceUrl.test(url) || origin(url) === undefined)
        report(
          ["routers", id, "upstreams", component, label, index],
          `${JSON.stringify(url.slice(0, 80))} is no instance.`,
          "Expected scheme, host and port such as http://127.0.0.1:9101, without a path.",
        );
};

/** Two components may share a process; two versions of one cannot. */
const instanceIsNew: Rule = (draft, report) => {
  for (const [id, router] of draft.routers) {
    const seen = new Map<string, string>();
    for (const { url, component, label, index } of written(router)) {
      const name = `${component} ${origin(url) ?? url}`;
      const owner = seen.get(name);
      if (owner !== undefined)
        report(
          ["routers", id, "upstreams", component, label, index],
          owner === label
            ? `${url} stands here twice.`
            : `${url} is an instance of ${component}@${owner} already.`,
          owner === label ? "Remove one of them." : "An instance runs one version.",
        );
      seen.set(name, owner ?? label);
    }
  }
};

const instanceIsNotTheRouter: Rule = (draft, report) => {
  for (const [id, router] of draft.routers) {
    const own = router.listen === undefined ? undefined : listenAddress(router.listen);
    if (own === undefined || own.port === 0) continue;
    const anyHost = ["0.0.0.0", "::"].includes(own.host);
    for (const { url, component, label, index } of written(router)) {
      const at = listenAddress(origin(url) ?? "");
      if (at?.port === own.port && (loopback(at.host) === loopback(own.host) || (anyHost && isHere(at.host))))
        report(
          ["routers", id, "upstreams", component, label, index],
          `${url} is the router itself.`,
          "Give the instance a port of its own.",
        );
    }
  }
};

function loopback(host: string): string {
  return isHere(host) ? "localhost" : host.toLowerCase();
}

function isHere(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);
}

/** Host and port, the scheme's own where none is written. */
function origin(url: string): string | undefined {
  const [, scheme, host = "", port] = /^(https?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?$/.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const number = Number(port ?? (scheme === "https" ? 443 : 80));
  return number >= 1 && number <= 65_535 ? `${host.toLowerCase()}:${number}` : undefined;
}

function written({ upstreams = {} }: RawRouter): Written[] {
  return Object.entries(upstreams).flatMap(([component, versions]) =>
    Object.entries(versions).flatMap(([label, urls]) =>
      urls.map((url, index) => ({ url, component, label, index })),
    ),
  );
}

export const upstreamRules: readonly Rule[] = [
  upstreamIsAsked,
  upstreamHasVersions,
  labelIsPlain,
  instanceIsAUrl,
  instanceIsNew,
  instanceIsNotTheRouter,
];
