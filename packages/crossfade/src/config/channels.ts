import type { Back, Overlap } from "@crossfade/core";
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
}

const worst = (duration: string): number => durationMs(duration) as number;

/**
 * The channels that everybody has. Published durations are cited; "assumed" ones are not published anywhere and are
 * meant to be too long rather than too short. `channels:` in crossfade.yaml overrides any of it.
 */
export const builtInChannels: readonly Channel[] = [
  // Own machines: deploy and drain.
  { id: "instant", worstWaitMs: worst("10m") },
  // A migration is applied at one moment. What it undoes is known only after a rehearsal.
  { id: "migration", forward: "cut", back: "stays", worstWaitMs: worst("10m") },
  // Purge of a CDN, slowest published p99: 65 s (cdnplanet.com/stats/cdn-purge-speed).
  { id: "cdn", worstWaitMs: worst("10m") },
  // Flags reach servers and open pages by stream or by polling. Assumed.
  { id: "flag-push", worstWaitMs: worst("10m") },
  // A tab lives until it is reloaded; there is no published tab-age curve. Assumed.
  { id: "page-refresh", worstWaitMs: worst("30d") },
  // A task pane ends with its pane, a shared runtime with its document (OfficeDev/office-js-docs-pr, runtimes.md). Assumed.
  { id: "office-content", worstWaitMs: worst("14d") },
  // Marketplace "a few hours" after validation, admin deployment up to 24 h, vendors quote 72 h; then Office must restart.
  { id: "office-manifest", worstWaitMs: worst("17d") },
  // Review: over 90 % within 3 days, contact support after 3 weeks; check every 5 h; installed when idle, else at restart.
  // Rollback re-publishes the previous package without a review (developer.chrome.com/docs/webstore/rollback).
  { id: "chrome-web-store", worstWaitMs: worst("30d"), worstBackMs: worst("14d") },
  // "Up to 7 business days" (MicrosoftDocs/edge-developer publish-extension.md), reports of 10; no rollback: resubmit.
  { id: "edge-add-ons", back: "stays", worstWaitMs: worst("30d") },
  // Check every 24 h; rollback to an approved version by Dev Hub (extensionworkshop.com version-rollback).
  { id: "firefox-add-ons", worstWaitMs: worst("21d") },
  // Phased release takes 7 days, may pause for 30; only for automatic updates. Pause only, no downgrade.
  { id: "app-store", back: "stays", worstWaitMs: worst("90d") },
  // Staged percentage; halt keeps those who have it; a fix needs a higher versionCode.
  { id: "play-store", back: "stays", worstWaitMs: worst("90d") },
  // Check, download, restart (electron-updater, Sparkle 24 h, Squirrel); older builds can be published again.
  { id: "desktop-update", worstWaitMs: worst("30d") },
  // Rows, cached values and sessions: the code around them moves.
  { id: "in-place", forward: "cut", worstWaitMs: worst("10m") },
  // A third party moves when it likes. Assumed.
  { id: "third-party", worstWaitMs: worst("90d") },
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
