import { type RouterReading, type VersionReading, weightsOf, weightText } from "@crossfade/core";
import { forTerminal } from "../render/escape.ts";
import type { ProxyNotice } from "./proxy-ports.ts";

type Serving = Extract<ProxyNotice, { kind: "serving" }>;

/** A notice as lines for a terminal, the last one ended. */
export function noticeLines(notice: ProxyNotice): string {
  return lines(notice)
    .map((line) => `${forTerminal(line)}\n`)
    .join("");
}

function lines(notice: ProxyNotice): readonly string[] {
  switch (notice.kind) {
    case "serving":
      return serving(notice);
    case "event":
      return [event(notice.event, notice.details)];
    case "ended":
      return [
        `process ${notice.pid} has ended; ${notice.againInMs === 0 ? "it is started again" : `it is started again in ${notice.againInMs} ms`}`,
      ];
    case "stopping":
      return [`stopping process ${notice.pid}; requests in hand have ${notice.withinMs / 1000} s to end`];
    case "stopped":
      return [notice.byUs ? "stopped" : `process ${notice.pid} was stopped by somebody else`];
    case "reread":
      return [
        notice.needsRestart
          ? `crossfade.yaml was read again; \`crossfade proxy --restart\` is needed for: ${notice.differs.join(", ")}`
          : "crossfade.yaml was read again",
      ];
  }
}

function serving({ router, at, pid, how, reading, log }: Serving): readonly string[] {
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  const where = `${router} listens on http://${host}:${at.port} (process ${pid})`;
  if (how === "restarted") return [`${where}; it is back with the last weights`];
  const first = how === "adopted" ? `${where}; it ran already and was taken over` : where;
  return [first, ...shares(reading), `log: ${log}`];
}

/** One line a component: who gets what, and which instances are not ready. */
function shares({ state, versions }: RouterReading): readonly string[] {
  return Object.entries(state.components).map(([component, traffic]) => {
    const weights = weightsOf(traffic.split);
    const each = versions
      .filter((version) => version.component === component)
      .map((version) => share(version, weights[version.label] ?? 0));
    return `  ${component}: ${[...each].reverse().join(", ")}`;
  });
}

function share({ label, stage, instances }: VersionReading, weight: number): string {
  const isPlain = weight > 0 && stage === "active";
  const unready = instances.filter(({ health }) => health === "unready").length;
  const notes = [
    ...(isPlain ? [] : [stage]),
    ...(unready === 0 ? [] : [`${unready} of ${instances.length} instances are not ready`]),
  ];
  return `${label} ${weightText(weight)}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

function event(name: string, details: Readonly<Record<string, string | number>>): string {
  const { url, version, why, generation } = details;
  if (name === "ready") return `${url} of ${version} is ready`;
  if (name === "unready") return `${url} of ${version} is not ready: ${why ?? "it does not answer"}`;
  if (name === "applied") return `who gets what was changed (change ${generation})`;
  if (name === "settings-read") return `versions and instances are those of the file (change ${generation})`;
  const rest = Object.entries(details).map(([key, value]) => `${key} ${value}`);
  return rest.length === 0 ? name : `${name}: ${rest.join(", ")}`;
}
