import type { Trial } from "./trial.ts";

/** What came of many trials: a line for each kind, then all of them together. */
export function tableOf(trials: readonly Trial[]): string {
  const kinds = [...new Set(trials.map(({ kind }) => kind))];
  const width = Math.max(...kinds.map((kind) => kind.length));
  const head = [
    "tried",
    "breaking",
    "found",
    "unknown",
    "missed",
    "harmless",
    "quiet",
    "false alarm",
    "open",
  ];
  const line = (name: string, of: readonly Trial[]) => {
    const counts = countsOf(of);
    const cells = [
      of.length,
      counts.breaking,
      counts.found,
      counts.unknown,
      counts.missed,
      counts.harmless,
      counts.quiet,
      counts.falseAlarms,
      counts.open,
    ];
    return `${name.padEnd(width)} ${cells.map((cell, index) => String(cell).padStart(head[index]?.length ?? 0)).join("  ")}`;
  };
  return [
    `${"kind".padEnd(width)} ${head.join("  ")}`,
    ...kinds.map((kind) =>
      line(
        kind,
        trials.filter((trial) => trial.kind === kind),
      ),
    ),
    line("all", trials),
  ].join("\n");
}

export function countsOf(trials: readonly Trial[]) {
  const count = (holds: (trial: Trial) => boolean) => trials.filter(holds).length;
  const breaking = count(({ label }) => label === "breaking");
  const found = count(({ label, said }) => label === "breaking" && said === "breaking");
  return {
    breaking,
    found,
    /** Of what breaks: no wrong answer, but no finding either. */
    unknown: count(({ label, said }) => label === "breaking" && said === "unknown"),
    missed: count(isMissed),
    harmless: count(({ label }) => label === "harmless"),
    quiet: count(({ label, said }) => label === "harmless" && said === "nothing"),
    falseAlarms: count(({ falseAlarm }) => falseAlarm !== undefined),
    open: count(({ label }) => label === "open"),
  };
}

export function alarmsIn(trials: readonly Trial[]): readonly Trial[] {
  return trials.filter((trial) => trial.falseAlarm !== undefined);
}

/** Called compatible, and it is not. */
export function isMissed({ label, said }: Trial): boolean {
  return said === "nothing" && (label === "breaking" || label === "doubtful");
}

/** One trial that went wrong, so that it can be looked at. */
export function storyOf({
  kind,
  specification,
  operation,
  flow,
  way,
  label,
  said,
  falseAlarm,
  witness,
  where,
}: Trial): string {
  const shown = witness === undefined ? "" : `, as ${JSON.stringify(witness)} shows`;
  const alarm = falseAlarm === undefined ? "" : `: ${falseAlarm}`;
  return `${kind} in the ${flow} of ${specification} ${operation} (${where}), ${way}: ${label}${shown}, and we say ${said}${alarm}`;
}
