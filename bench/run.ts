// npm run bench [-- NAME…] [--quick] [--json]: every bench/NAME.ts in a process of its own, so that none warms or fills the next.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Bench, Row } from "./row.ts";

const harness = ["run.ts", "row.ts"];
const folder = fileURLToPath(new URL(".", import.meta.url));

/** Runs one benchmark in this process; its rows go to stdout as JSON. */
async function measure(name: string, quick: boolean): Promise<void> {
  const { bench } = (await import(new URL(`${name}.ts`, import.meta.url).href)) as { bench: Bench };
  process.stdout.write(JSON.stringify(await bench({ quick })));
}

/** Runs one benchmark in a child. What it says on stderr is shown; a benchmark that throws has no rows. */
function measureApart(name: string, quick: boolean): readonly Row[] {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      "--expose-gc",
      fileURLToPath(import.meta.url),
      "--apart",
      name,
      ...(quick ? ["--quick"] : []),
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`bench/${name}.ts ended with ${status}`);
  return JSON.parse(stdout) as readonly Row[];
}

function sentence(row: Row): string {
  const figure = (value: number) => value.toLocaleString("en", { maximumSignificantDigits: 4 });
  const peer =
    row.peer === undefined || row.peerValue === undefined
      ? ""
      : `  ${row.peer} ${figure(row.peerValue)} ${row.unit}`;
  const ratio = row.ratio === undefined ? "" : `  ${figure(row.ratio)}x`;
  const goal =
    row.goal === undefined
      ? ""
      : `  goal ${row.goal}${row.met === undefined ? "" : row.met ? " (met)" : " (MISSED)"}`;
  return `${row.bench}  ${row.name}: ${figure(row.value)} ${row.unit}${peer}${ratio}${goal}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, json: { type: "boolean" }, apart: { type: "string" } },
});
const quick = values.quick ?? false;
const known = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !harness.includes(file))
  .map((file) => file.slice(0, -".ts".length));

if (values.apart !== undefined) await measure(values.apart, quick);
else {
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No benchmark ${unknown.join(", ")}. There are: ${known.join(", ") || "none yet"}.\n`,
    );
    process.exitCode = 2;
  } else {
    const rows = (positionals.length > 0 ? positionals : known).flatMap((name) => {
      const measured = measureApart(name, quick);
      if (!values.json) for (const row of measured) process.stdout.write(`${sentence(row)}\n`);
      return measured;
    });
    if (values.json) process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  }
}
