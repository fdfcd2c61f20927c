import type { Dark, Kind, Overlap } from "@crossfade/core";

interface KindDefaults {
  readonly channel: string;
  readonly forward: Overlap;
  readonly dark: Dark;
  readonly serial: boolean;
  readonly tail: boolean;
}

/** What a component is unless crossfade.yaml says otherwise. `back` equals `forward`, unless the channel says otherwise. */
export const kindDefaults: Readonly<Record<Kind, KindDefaults>> = {
  schema: { channel: "migration", forward: "cut", dark: "none", serial: false, tail: false },
  store: { channel: "in-place", forward: "cut", dark: "none", serial: false, tail: false },
  service: { channel: "instant", forward: "overlap", dark: "warm", serial: true, tail: false },
  worker: { channel: "instant", forward: "overlap", dark: "warm", serial: true, tail: false },
  job: { channel: "instant", forward: "overlap", dark: "warm", serial: true, tail: false },
  web: { channel: "page-refresh", forward: "overlap", dark: "cold", serial: false, tail: true },
  "add-in": { channel: "office-content", forward: "overlap", dark: "cold", serial: false, tail: true },
  extension: { channel: "chrome-web-store", forward: "overlap", dark: "cold", serial: false, tail: true },
  mobile: { channel: "app-store", forward: "overlap", dark: "cold", serial: false, tail: true },
  desktop: { channel: "desktop-update", forward: "overlap", dark: "cold", serial: false, tail: true },
  assets: { channel: "cdn", forward: "overlap", dark: "cold", serial: false, tail: false },
  flags: { channel: "flag-push", forward: "overlap", dark: "cold", serial: true, tail: false },
  config: { channel: "instant", forward: "overlap", dark: "cold", serial: true, tail: false },
  external: { channel: "third-party", forward: "overlap", dark: "warm", serial: false, tail: false },
};

/** An add-in's second part travels by another way than its content. */
export const manifestChannel = "office-manifest";
