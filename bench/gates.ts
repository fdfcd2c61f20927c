import { abortDelayRows } from "./gates/abort-delay.ts";
import { detectionRows } from "./gates/detection.ts";
import { falseAlarmRows, peerAlarmRows } from "./gates/false-alarms.ts";
import { latencyAlarmRows, latencyDelayRows } from "./gates/latency.ts";
import { speedRows } from "./gates/speed.ts";
import { trapRows } from "./gates/traps.ts";
import type { Bench } from "./row.ts";

/** The comparison of old and new: how often it is wrong, how soon it is right, and what its guards are for. */
export const bench: Bench = async ({ quick }) => [
  ...speedRows(),
  ...falseAlarmRows(quick ? 20 : 6_000),
  ...(quick ? [] : peerAlarmRows(200)),
  ...detectionRows(400),
  ...latencyAlarmRows(quick ? 4 : 2_000),
  ...latencyDelayRows(quick ? 40 : 400),
  ...trapRows(quick),
  ...abortDelayRows(quick),
];
