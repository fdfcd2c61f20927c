import type { Finding, MatrixCell } from "@crossfade/core";
import type { Report } from "../../../packages/crossfade/src/analysis/report.ts";
import { isRejected } from "./counterexamples.ts";
import { lastMigration, type Shop } from "./shop.ts";
import { trouble } from "./talks.ts";
import { World } from "./world.ts";

export interface Spoken {
  readonly pair: string;
  readonly verdict: MatrixCell["verdict"];
  /** What went wrong on the wire. */
  readonly trouble?: string;
  /** Where matrix and wire disagree, how. */
  readonly disagreement?: string;
}

/** The schema at which every version of everything that is no schema can run: after the first step of the migration. */
const commonSchema = "0003-add-currency";

interface Options {
  /** One link instead of all. */
  readonly only?: string;
  /** A PostgreSQL server instead of PGlite. */
  readonly server?: string | undefined;
}

/** Makes every pair that the matrix lists talk, each while the database is at the right schema. */
export async function everyPairTalks(
  shop: Shop,
  report: Report,
  { only, server }: Options = {},
): Promise<readonly Spoken[]> {
  const cells = report.matrix
    .filter(({ link }) => only === undefined || link === only)
    .flatMap(({ rows, receiver }) =>
      rows.flat().map((cell) => ({ cell, schema: receiver === "db" ? cell.receiver : commonSchema })),
    );
  const states = await inOrder(shop, new Set(cells.map(({ schema }) => schema)));
  const world = await World.open(shop, states[0] ?? commonSchema, server);
  try {
    const spoken: Spoken[] = [];
    for (const state of states) {
      await world.migrate(state);
      for (const { cell, schema } of cells)
        if (schema === state) spoken.push(await speak(world, cell, report));
    }
    return spoken;
  } finally {
    await world.close();
  }
}

/** Versions of the schema, the one with the fewest migrations first. */
async function inOrder(shop: Shop, schemas: ReadonlySet<string>): Promise<readonly string[]> {
  const last = new Map(
    await Promise.all([...schemas].map(async (each) => [each, await lastMigration(shop, each)] as const)),
  );
  const name = (schema: string) => last.get(schema) ?? "";
  return [...schemas].sort((one, other) => (name(one) < name(other) ? -1 : 1));
}

async function speak(world: World, cell: MatrixCell, report: Report): Promise<Spoken> {
  const said = await trouble(world, cell);
  const pair = `${cell.link}: ${cell.sender} → ${cell.receiver}`;
  const disagreement =
    disagreementOf(cell, said, report.findings) ?? (await takenAnyway(world, cell, report));
  return {
    pair,
    verdict: cell.verdict,
    ...(said === undefined ? {} : { trouble: said }),
    ...(disagreement === undefined ? {} : { disagreement: `${pair}: ${disagreement}` }),
  };
}

/** The value that a finding shows must be one that the other side does not take. */
async function takenAnyway(world: World, cell: MatrixCell, report: Report): Promise<string | undefined> {
  const form = report.links.find(({ id }) => id === cell.link)?.form ?? "";
  for (const id of cell.because) {
    const finding = report.findings[id];
    if (finding?.outcome !== "breaking") continue;
    const { counterexample, ruleId } = finding;
    if (!counterexample) return `${ruleId} shows no value`;
    if (!(await isRejected(world, form, cell, finding)))
      return `${ruleId} shows a value that was taken: ${JSON.stringify(counterexample.value)}`;
  }
  return undefined;
}

function disagreementOf(
  { verdict, because }: MatrixCell,
  said: string | undefined,
  findings: Report["findings"],
): string | undefined {
  if (verdict === "unknown") return undefined;
  if (verdict !== "breaking") return said === undefined ? undefined : `said to fit, and failed: ${said}`;
  if (said === undefined) return "said to break, and worked";
  const names = because.flatMap((id) => namesIn(findings[id]));
  return names.some((name) => said.includes(name))
    ? undefined
    : `said to break by ${names.join(", ")}, and failed otherwise: ${said}`;
}

/** What a finding names: the words it quotes, and the texts of its counterexample. A failure has to speak of one. */
function namesIn(finding: Finding | undefined): readonly string[] {
  if (!finding) return [];
  const quoted = [...finding.why.matchAll(/["'`]([^"'`]+)["'`]/g)].map(([, name]) => name ?? "");
  const value = JSON.stringify(finding.counterexample?.value ?? "");
  const texts = [...value.matchAll(/[\w./-]{4,}/g)].map(([text]) => text);
  return [...quoted, ...texts].filter((name) => name !== "text");
}
