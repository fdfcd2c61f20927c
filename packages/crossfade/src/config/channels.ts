import type { Back, Delay, Overlap } from "@crossfade/core";
import { step, unlimited } from "./channel-steps.ts";
import { durationMs } from "./duration.ts";

/** How a population moves to the next version. What a channel leaves open is decided by the kind of its component. */
export interface Channel {
  readonly id: string;
  readonly forward?: Overlap;
  /** `stays`: the channel has no way back to an older version; a newer one has to be published. */
  readonly back?: Back;
  readonly tail?: boolean;
  /** The declared worst time until the old version is gone. It breaks ties between plans; it is no forecast. */
  readonly worstWaitMs: number;
  /** The same for going back. Default: as forward. */
  readonly worstBackMs?: number;
  /** How long each step of a delivery takes, for forecasts. Their worsts add up to `worstWaitMs`, but for what has no limit. */
  readonly delays: readonly Delay[];
  /** The same for going back. Default: as forward. */
  readonly delaysBack?: readonly Delay[];
}

const worst = (duration: string): number => durationMs(duration) as number;

/** Check and installation of an extension: the browser looks every few hours, and installs when the extension is idle. */
const extensionUpdate = [
  step(
    "check",
    "3h 8h 24h",
    "every 5 h while the browser runs (Chromium extension_service.h); Edge is Chromium",
  ),
  step("install", "20m 12h 23h", "only when idle, else at restart (Chromium); the times are assumed"),
];

/**
 * The channels that everybody has. Published durations are cited; "assumed" ones are not published anywhere and are
 * meant to be too long rather than too short. `channels:` in crossfade.yaml overrides any of it.
 */
export const builtInChannels: readonly Channel[] = [
  // Own machines: started dark, made to serve, drained.
  {
    id: "instant",
    worstWaitMs: worst("10m"),
    delays: [
      step("publish", "1m 3m 5m", "assumed: start and health checks", "ahead"),
      step("drain", "30s 2m 5m", "assumed: requests in flight"),
    ],
  },
  // A migration is applied at one moment. What it undoes is known only after a rehearsal.
  {
    id: "migration",
    forward: "cut",
    back: "stays",
    worstWaitMs: worst("10m"),
    delays: [step("publish", "10s 2m 10m", "assumed: rehearse it to know")],
  },
  {
    id: "cdn",
    worstWaitMs: worst("10m"),
    delays: [
      step("publish", "30s 2m 5m", "assumed: upload", "ahead"),
      step("check", "4s 10s 5m", "purge, slowest published p99: 65 s (cdnplanet.com/stats/cdn-purge-speed)"),
    ],
  },
  {
    id: "flag-push",
    worstWaitMs: worst("10m"),
    delays: [
      step("publish", "1s 10s 1m", "assumed: stream"),
      step("check", "10s 1m 9m", "assumed: servers and open pages that poll"),
    ],
  },
  {
    id: "page-refresh",
    worstWaitMs: worst("30d"),
    delays: [
      step("publish", "10s 1m 1h", "assumed: index.html is not cached"),
      step("check", "4h 20h 47h", "assumed: the next time a usual tab is loaded"),
      step("tail", "5d 10d 28d", "assumed: a tab lives until it is reloaded; nobody has published a curve"),
    ],
  },
  {
    id: "office-content",
    worstWaitMs: worst("14d"),
    delays: [
      step("publish", "10s 1m 1h", "assumed: the web application is deployed, no user has to act"),
      step("check", "8h 24h 47h", "assumed: the next time a pane is opened"),
      step(
        "tail",
        "2d 6d 12d",
        "assumed: a pane lives until it is closed, a shared runtime until its document is (OfficeDev/office-js-docs-pr runtimes.md)",
      ),
    ],
  },
  {
    id: "office-manifest",
    worstWaitMs: worst("17d"),
    delays: [
      step("review", "1bd 3bd 5bd", "assumed: Marketplace validation; an administrator's upload has none"),
      step(
        "publish",
        "12h 24h 72h",
        "up to 24 h (Microsoft Learn, centralized deployment); vendors quote 72 h",
      ),
      unlimited(
        "consent",
        "only if permissions, scopes, events or hosts change: then an administrator must consent, and until then users stay on the old version or are blocked; there is no limit",
      ),
      step("install", "8h 3d 7d", "assumed: Office must restart"),
    ],
  },
  {
    id: "chrome-web-store",
    worstWaitMs: worst("35d"),
    worstBackMs: worst("14d"),
    delays: [
      step(
        "review",
        "90m 3d 21d",
        "most below 24 h, over 90 % within 3 days, contact support after 3 weeks (Chrome Web Store review); 90 min is assumed",
        "ahead",
      ),
      step("publish", "10m 30m 1h", "assumed: a staged version is published"),
      ...extensionUpdate,
      step("tail", "2d 6d 12d", "assumed: browsers that are not started"),
    ],
    delaysBack: [
      step(
        "publish",
        "1m 5m 1h",
        "the previous package again, without a review, within a minute (developer.chrome.com/docs/webstore/rollback)",
      ),
      ...extensionUpdate,
      step("tail", "2d 6d 12d", "assumed: browsers that are not started"),
    ],
  },
  // There is no rollback: an older version is handed in again, under a higher number, and reviewed again.
  {
    id: "edge-add-ons",
    back: "stays",
    worstWaitMs: worst("35d"),
    delays: [
      step(
        "review",
        "3bd 7bd 15bd",
        "up to 7 business days (MicrosoftDocs/edge-developer publish-extension.md), reports of 10 and more for updates",
      ),
      step("publish", "1h 4h 25h", "assumed: it is published when it has passed"),
      ...extensionUpdate,
      step("tail", "2d 6d 11d", "assumed: browsers that are not started"),
    ],
  },
  {
    id: "firefox-add-ons",
    worstWaitMs: worst("21d"),
    worstBackMs: worst("16d"),
    delays: [
      step("review", "15m 24h 5d", "assumed: signed automatically, a person may look later"),
      step("check", "12h 24h 24h", "within 24 h (extensions.update.interval, extensionworkshop.com)"),
      step("install", "20m 12h 24h", "assumed: when the extension is idle"),
      step("tail", "2d 6d 14d", "assumed: browsers that are not started"),
    ],
    delaysBack: [
      step(
        "check",
        "12h 24h 24h",
        "within 24 h, to an approved version (extensionworkshop.com version-rollback)",
      ),
      step("install", "20m 12h 24h", "assumed: when the extension is idle"),
      step("tail", "2d 6d 14d", "assumed: browsers that are not started"),
    ],
  },
  // Pause only, no downgrade.
  {
    id: "app-store",
    back: "stays",
    worstWaitMs: worst("90d"),
    delays: [
      step("review", "12h 24h 7d", "90 % within 24 h (general knowledge)", "ahead"),
      step(
        "check",
        "5d 7d 37d",
        "phased release: 1, 2, 5, 10, 20, 50, 100 % in 7 days, paused for 30 at most (Apple)",
      ),
      unlimited("tail", "assumed: who does not update automatically keeps the old version", "20d 46d"),
    ],
  },
  // Staged percentage; halt keeps those who have it; a fix needs a higher versionCode.
  {
    id: "play-store",
    back: "stays",
    worstWaitMs: worst("90d"),
    delays: [
      step("review", "12h 3d 7d", "assumed: nothing is published", "ahead"),
      step("check", "3d 7d 23d", "assumed: staged percentages"),
      unlimited(
        "tail",
        "assumed: in 2015 43 % of an app's users had not updated after 30 days, and some never do",
        "30d 60d",
      ),
    ],
  },
  {
    id: "desktop-update",
    worstWaitMs: worst("30d"),
    delays: [
      step("publish", "1m 10m 1h", "assumed: upload of the feed"),
      step(
        "check",
        "12h 24h 47h",
        "every 24 h (Sparkle's default); electron-updater: as the application says",
      ),
      step("install", "24h 3d 8d", "assumed: when the application is closed"),
      step("tail", "5d 12d 20d", "assumed: machines that are off"),
    ],
  },
  // Rows, cached values and sessions: the code around them moves.
  {
    id: "in-place",
    forward: "cut",
    worstWaitMs: worst("10m"),
    delays: [step("publish", "10s 2m 10m", "assumed")],
  },
  // A third party moves when it likes: it has no delays, and nothing that hangs on it has a date.
  { id: "third-party", worstWaitMs: worst("90d"), delays: [] },
];

/** Names that other documents use for the same channels; only for "did you mean". */
export const channelAliases: Readonly<Record<string, string>> = {
  "addin-web": "office-content",
  "addin-manifest": "office-manifest",
  "store-review": "chrome-web-store",
  "microsoft-edge": "edge-add-ons",
  amo: "firefox-add-ons",
  "google-play": "play-store",
};
