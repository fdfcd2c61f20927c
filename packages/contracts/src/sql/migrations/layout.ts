import type { Documents } from "@crossfade/core";
import type { ContractProblem } from "../../contract.ts";
import { isObject, own } from "../../document/json.ts";
import { parseText } from "../../document/parse.ts";

/** A migration's file and its name, in order of application. */
export interface Placed {
  readonly name: string;
  readonly path: string;
}

type Layout =
  | { readonly kind: "order"; readonly files: readonly Placed[] }
  | { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

/** Finds out which tool laid out a folder of migrations, and in which order it applies them. */
export function layoutOf(path: string, documents: Documents): Layout {
  const folder = path.replace(/\/+$/, "");
  if (/\.sql$/i.test(folder)) return { kind: "order", files: [{ name: baseName(folder), path: folder }] };
  const prefix = folder === "" ? "" : `${folder}/`;
  const all = documents.list(folder).filter((file) => file.startsWith(prefix));
  const inner = all.map((file) => file.slice(prefix.length)).filter((file) => !/(^|\/)\./.test(file));
  const sql = inner.filter((file) => /\.sql$/i.test(file));
  const journal = inner.find((file) => file === "meta/_journal.json");
  if (journal) return journalOrder(prefix, documents);
  const programs = inner.filter(
    (file) =>
      /(^|\/)[VR]?\d[^/]*\.([cm]?[jt]sx?|py|rb|php|java|kt|cs|go|exs?)$/.test(file) && !/\.d\.ts$/.test(file),
  );
  if (programs.length > 0) return problem(path, programMessage(programs));
  if (sql.length === 0) return problem(path, noneMessage(inner));
  const order = flyway(sql) ?? perFolder(sql) ?? upAndDown(sql) ?? numbered(sql);
  if (typeof order === "string") return problem(path, order);
  return { kind: "order", files: order.map((file) => ({ name: nameOf(file), path: prefix + file })) };
}

function problem(document: string, message: string): Layout {
  return { kind: "problems", problems: [{ document, message }] };
}

function programMessage(programs: readonly string[]): string {
  const tool = programs.some((file) => /\.([cm]?[jt]sx?)$/.test(file))
    ? "Knex, TypeORM, Sequelize or the like"
    : "programs";
  return `${programs[0]} is a program (${tool}), and what a program does to a schema can only be seen by running it: point to a schema.sql that it leaves behind (pg_dump --schema-only), or to migrations in SQL`;
}

function noneMessage(inner: readonly string[]): string {
  const code = inner.find((file) => /\.([cm]?[jt]sx?|py|rb|php)$/.test(file));
  return code ? programMessage([code]) : "there is no such file, and no .sql file in a folder of that name";
}

/** Drizzle: `meta/_journal.json` lists the migrations; what it does not list is not applied. */
function journalOrder(prefix: string, documents: Documents): Layout {
  const path = `${prefix}meta/_journal.json`;
  const parsed = parseText(path, documents.read(path) ?? "");
  if (parsed.kind === "problems") return parsed;
  const entries = own(parsed.document.root, "entries");
  if (!Array.isArray(entries)) return problem(path, "Drizzle's journal has no list of entries");
  const listed = entries.flatMap((entry: unknown) => {
    const [tag, index] = [own(entry, "tag"), own(entry, "idx")];
    return isObject(entry) && typeof tag === "string" && typeof index === "number" ? [{ tag, index }] : [];
  });
  const files = listed
    .sort((one, other) => one.index - other.index)
    .map(({ tag }) => ({ name: tag, path: `${prefix}${tag}.sql` }));
  const lost = files.filter((file) => documents.read(file.path) === undefined);
  if (lost.length === 0) return { kind: "order", files };
  return {
    kind: "problems",
    problems: lost.map((file) => ({
      document: file.path,
      message: `${path} lists ${file.name}, but there is no such file`,
    })),
  };
}

const flywayName = /(?:^|\/)(?<kind>[VURB])(?<version>\d[\d._]*)?__[^/]*\.sql$/;

/** Flyway (and refinery): versions in order, then what is repeated; undone and baseline scripts are left out. */
function flyway(files: readonly string[]): readonly string[] | undefined {
  const known = files.map((file) => ({ file, groups: flywayName.exec(file)?.groups }));
  if (!known.some(({ groups }) => groups?.kind === "V" && groups.version !== undefined)) return undefined;
  const version = (text: string | undefined) => (text ?? "").split(/[._]/).map(Number);
  const versions = known
    .filter(({ groups }) => groups?.kind === "V")
    .sort((one, other) => byNumbers(version(one.groups?.version), version(other.groups?.version)));
  const repeated = known
    .filter(({ groups }) => groups?.kind === "R")
    .sort((one, other) => byText(baseName(one.file), baseName(other.file)));
  return [...versions, ...repeated].map(({ file }) => file);
}

/** Prisma `X/migration.sql`, Diesel and Hasura `X/up.sql`: a folder each. */
function perFolder(files: readonly string[]): readonly string[] | undefined {
  const own = files.filter((file) => /\/(migration|up)\.sql$/i.test(file));
  if (own.length === 0) return undefined;
  return own.sort(inOrder);
}

/** golang-migrate and sqlx: `X.up.sql` beside `X.down.sql`, perhaps beside plain ones. */
function upAndDown(files: readonly string[]): readonly string[] | undefined {
  if (!files.some((file) => /\.up\.sql$/i.test(file))) return undefined;
  return files.filter((file) => !/\.down\.sql$/i.test(file)).sort(inOrder);
}

function numbered(files: readonly string[]): readonly string[] | string {
  const up = files.filter((file) => !/(\.|_|-)(down|undo|rollback)\.sql$/i.test(file));
  const stray = up.filter((file) => !/(^|\/)[VvRr]?\d[^/]*$/.test(file));
  if (stray.length > 0 && stray.length < up.length)
    return `${stray[0]} has no number in front, so its place among the migrations is not known: rename it or move it out of the folder`;
  return up.sort(inOrder);
}

/** Numbers count as numbers: 2 comes before 10. */
function inOrder(one: string, other: string): number {
  const [a, b] = [one, other].map((file) => file.split(/(\d+)/));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const [left, right] = [a?.[at] ?? "", b?.[at] ?? ""];
    if (left === right) continue;
    const digits = /^\d+$/.test(left) && /^\d+$/.test(right);
    if (!digits) return byText(left, right);
    const difference = BigInt(left) - BigInt(right);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return byText(one, other);
}

function byNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

function nameOf(file: string): string {
  const own = /(?:^|\/)([^/]+)\/(?:migration|up)\.sql$/i.exec(file)?.[1];
  return own ?? baseName(file).replace(/(\.up)?\.sql$/i, "");
}
