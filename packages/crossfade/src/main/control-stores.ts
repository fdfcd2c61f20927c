import { existsSync } from "node:fs";
import { join } from "node:path";
import type { UpNotice } from "../cli/control-ports.ts";
import type { DurableStore } from "../store/sql-control-store.ts";
import { databaseTemplate } from "./entries.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The store that DATABASE_URL names, else the embedded one in the folder. CF_DATABASE_…, CF_STORE_LOCKED */
export async function openControlStore(
  folder: string,
  { DATABASE_URL: url = "" }: Env,
): Promise<DurableStore> {
  // Loaded when they are needed: each verb but a few does without them.
  if (url !== "") return (await import("../store/server-database.ts")).openServerStore(url);
  const { openEmbeddedStore } = await import("../store/embedded-database.ts");
  return openEmbeddedStore(join(folder, "db"), { template: databaseTemplate() });
}

/** The embedded database has to be made before it can be opened. */
export function isFirstStart(folder: string, { DATABASE_URL: url = "" }: Env): boolean {
  return url === "" && !existsSync(join(folder, "db", "pgdata"));
}

/** Where the store is, without its password. */
export function storeNotice(
  folder: string,
  { DATABASE_URL: url = "" }: Env,
): Extract<UpNotice, { kind: "serving" }>["store"] {
  if (url === "") return { kind: "embedded", folder: join(folder, "db") };
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "", pathname: "" };
  return { kind: "server", name: `PostgreSQL ${host}${pathname}` };
}
