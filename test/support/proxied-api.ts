import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { bucketCount, type RouterState, type VersionStage, wholeSplit } from "@crossfade/core";
import { onTestFinished } from "vitest";
import type { ProxyDeps } from "../../packages/crossfade/src/proxy/proxy-deps.ts";
import { createProxyServer, type ProxyServer } from "../../packages/crossfade/src/proxy/proxy-server.ts";
import {
  type ProxyLimits,
  type ProxySettings,
  proxySettings,
} from "../../packages/crossfade/src/proxy/settings.ts";

export const pinSecret = Buffer.alloc(32, 7);

export interface RunningProxy {
  readonly proxy: ProxyServer;
  readonly port: number;
  readonly url: string;
}

/** The data path of a proxy in this process, on a free port, gone when the test is over. */
export async function runningProxy(
  state: RouterState | undefined,
  settings: Partial<Omit<ProxySettings, "limits">> & { readonly limits?: Partial<ProxyLimits> } = {},
  deps: Partial<ProxyDeps> = {},
): Promise<RunningProxy> {
  const proxy = createProxyServer(
    proxySettings({
      router: "edge",
      routes: [{ path: "/", component: "api", name: "/" }],
      listen: { host: "127.0.0.1", port: 0 },
      ...settings,
    }),
    {
      pinSecret,
      nowMs: () => Date.now(),
      elapsedMs: () => performance.now(),
      random: () => 0.5,
      newId: () => randomUUID(),
      resolve: (host) => lookup(host, { all: true }),
      ...deps,
    },
  );
  onTestFinished(() => proxy.close(0));
  if (state !== undefined) proxy.apply(state);
  const { port } = await proxy.listen();
  return { proxy, port, url: `http://127.0.0.1:${port}` };
}

export interface VersionStory {
  readonly urls: readonly string[];
  readonly stage?: VersionStage;
  readonly out?: readonly string[];
}

interface ApiOptions {
  readonly generation?: number;
  /** Basis points of the first version; the rest is the last one's. */
  readonly weight?: number;
  readonly salt?: string;
  readonly userPins?: Readonly<Record<string, string>>;
  readonly revokedPins?: readonly string[];
  readonly heldUntilMs?: number;
}

/**
 * A state of one component, `api`, whose versions are named newest first; labels with a dot in them, or JavaScript sorts
 * them as numbers.
 */
export function apiState(
  versions: Readonly<Record<string, VersionStory>>,
  { generation = 1, weight = 0, salt = "r42", userPins = {}, revokedPins = [], heldUntilMs }: ApiOptions = {},
): RouterState {
  return {
    stateSchema: 1,
    router: "edge",
    generation,
    components: {
      api: {
        salt,
        versions: Object.entries(versions).map(([label, { urls, stage = "active", out = [] }]) => ({
          label,
          stage,
          instances: urls.map((url) => (out.includes(url) ? { url, out: true as const } : { url })),
        })),
        split: splitOf(Object.keys(versions), weight),
        userPins,
        revokedPins,
        ...(heldUntilMs === undefined ? {} : { heldUntilMs }),
      },
    },
  };
}

function splitOf(labels: readonly string[], weight: number) {
  const [first = "", last = first] = [labels[0], labels.at(-1)];
  if (weight === 0) return wholeSplit(last);
  if (weight === bucketCount) return wholeSplit(first);
  return [
    { from: 0, to: weight, label: first },
    { from: weight, to: bucketCount, label: last },
  ];
}
