import { baseOf, folderOf, parentOf, type RepositoryFiles } from "./repository-files.ts";
import { standingOf } from "./what-counts.ts";

/** A folder of migrations of one database. */
export interface MigrationFolder {
  /** Ends in "/". */
  readonly path: string;
  readonly tool: "Prisma" | "Drizzle" | "Knex" | "Flyway" | "golang-migrate" | "sqlx" | "plain SQL";
  readonly migrations: number;
  /** The database, where something says which. */
  readonly engine?: string;
  /** The file that says so. */
  readonly engineFrom?: string;
}

type Recognise = (folder: string, files: RepositoryFiles) => Omit<MigrationFolder, "path"> | undefined;

/** All folders of migrations, by path. */
export function migrationsOf(files: RepositoryFiles): readonly MigrationFolder[] {
  const folders = new Map<string, number>();
  for (const path of files.paths)
    if (/\.(sql|[cm]?[jt]s)$/.test(path) && standingOf(path) === "ours") {
      const isPrisma = baseOf(path) === "migration.sql";
      const folder = isPrisma ? parentOf(folderOf(path)) : folderOf(path);
      folders.set(folder, (folders.get(folder) ?? 0) + (isPrisma ? 1 : 0));
    }
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, ofPrisma]) => {
      if (ofPrisma > 0) return [prisma(folder, ofPrisma, files)];
      for (const recognise of tools) {
        const found = recognise(folder, files);
        if (found !== undefined) return [{ path: folder, ...found }];
      }
      return [];
    });
}

/** Prisma has a folder for each migration. */
function prisma(folder: string, migrations: number, files: RepositoryFiles): MigrationFolder {
  const lock = `${folder}migration_lock.toml`;
  const provider = /^\s*provider\s*=\s*"([^"\n]{1,40})"/m.exec(files.text(lock) ?? "")?.[1];
  return { path: folder, tool: "Prisma", migrations, ...engineOf(provider, lock) };
}

const drizzle: Recognise = (folder, files) => {
  const journal = `${folder}meta/_journal.json`;
  if (!files.has(journal)) return undefined;
  const { entries, dialect } = files.mapping(journal) ?? {};
  const migrations = Array.isArray(entries) ? entries.length : sqlIn(folder, files).length;
  return {
    tool: "Drizzle",
    migrations,
    ...engineOf(typeof dialect === "string" ? dialect : undefined, journal),
  };
};

const flyway: Recognise = (folder, files) => {
  const migrations = sqlIn(folder, files).filter((name) => /^V\d[\d._]*__.+\.sql$/.test(name));
  return migrations.length === 0 ? undefined : { tool: "Flyway", migrations: migrations.length };
};

/** golang-migrate and sqlx write the same names; whose they are, the nearest manifest says. */
const upAndDown: Recognise = (folder, files) => {
  const migrations = sqlIn(folder, files).filter((name) => /^\d+_.+\.up\.sql$/.test(name));
  if (migrations.length === 0) return undefined;
  return { tool: isRust(folder, files) ? "sqlx" : "golang-migrate", migrations: migrations.length };
};

const numbered: Recognise = (folder, files) => {
  const migrations = sqlIn(folder, files).filter(
    (name) => /^\d+[-_.].*\.sql$/.test(name) && !/\.down\.sql$/.test(name),
  );
  const isNamed = /^(migrations?|migrate|changelog|schema|ddl|db|sql)$/i.test(baseOf(folder));
  if (migrations.length === 0 || (!isNamed && migrations.length < 2)) return undefined;
  const isSqlx = isRust(folder, files) && migrations.every((name) => /^\d{14}_/.test(name));
  return { tool: isSqlx ? "sqlx" : "plain SQL", migrations: migrations.length };
};

const knex: Recognise = (folder, files) => {
  const migrations = files.filesIn(folder).filter((path) => /^\d{14}_.+\.[cm]?[jt]s$/.test(baseOf(path)));
  if (migrations.length === 0 || !/migrat/i.test(folder)) return undefined;
  return { tool: "Knex", migrations: migrations.length };
};

const tools: readonly Recognise[] = [drizzle, flyway, upAndDown, numbered, knex];

function sqlIn(folder: string, files: RepositoryFiles): readonly string[] {
  return files.filesIn(folder).flatMap((path) => (path.endsWith(".sql") ? [baseOf(path)] : []));
}

function isRust(folder: string, files: RepositoryFiles): boolean {
  for (let at = folder; ; at = parentOf(at)) {
    if (files.has(`${at}go.mod`) || files.has(`${at}package.json`)) return false;
    if (files.has(`${at}Cargo.toml`)) return true;
    if (at === "") return false;
  }
}

function engineOf(said: string | undefined, from: string): Pick<MigrationFolder, "engine" | "engineFrom"> {
  if (said === undefined) return {};
  return {
    engine: /^(pg|postgres|postgresql|cockroachdb)$/.test(said) ? "postgres" : said,
    engineFrom: from,
  };
}
