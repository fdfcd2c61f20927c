import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { requireConfig } from "../config/parse-config.ts";
import type { ConfigRouter, RouterKind, SystemConfig } from "../config/system-config.ts";

const configName = "crossfade.yaml";

export interface RouterChoice {
  /** A path; without one crossfade.yaml is looked for here and in the folders above. */
  readonly config?: string;
  /** Needed where the file names several. */
  readonly router?: string;
  /** Only routers of these kinds will do. */
  readonly kinds?: readonly RouterKind[];
  /** Whose --help tells more; `crossfade proxy` by default. */
  readonly command?: string;
}

export interface ChosenRouter {
  readonly config: SystemConfig;
  readonly router: ConfigRouter;
  /** The configuration as one would type it, for sentences. */
  readonly file: string;
  /** Absolute. */
  readonly stateFolder: string;
  /** The folder of crossfade.yaml, absolute. */
  readonly root: string;
}

/**
 * The router that is meant: of the work tree's crossfade.yaml, not of a revision. CF_CONFIG_MISSING, CF_CONFIG_INVALID,
 * CF_FILE_UNREADABLE, CF_NO_ROUTER, CF_ROUTER_UNKNOWN, CF_ROUTER_UNSUPPORTED, CF_USAGE where several could be meant.
 */
export async function chooseRouter(choice: RouterChoice, cwd: string, nowMs: number): Promise<ChosenRouter> {
  const { config, file, root } = await configHere(choice.config, cwd, nowMs);
  const router = routerOf(config.routers, choice, file);
  return { config, router, file, root, stateFolder: resolve(root, router.state) };
}

export interface ConfigHere {
  readonly config: SystemConfig;
  /** As one would type it, for sentences. */
  readonly file: string;
  /** The folder that it lies in, absolute. */
  readonly root: string;
}

/**
 * The crossfade.yaml of the work tree: the one that is named, else the one here or in a folder above. CF_CONFIG_MISSING,
 * CF_CONFIG_INVALID, CF_FILE_UNREADABLE
 */
export async function configHere(named: string | undefined, cwd: string, nowMs: number): Promise<ConfigHere> {
  const { path, text } = await configText(named, cwd);
  const file = relative(cwd, path) || configName;
  return { config: requireConfig(text, { file, nowMs }), file, root: dirname(path) };
}

function routerOf(routers: readonly ConfigRouter[], choice: RouterChoice, file: string): ConfigRouter {
  if (routers.length === 0) throw new CrossfadeError("CF_NO_ROUTER", { file });
  const known = routers.map(({ id }) => id).join(", ");
  const { router: id, kinds } = choice;
  const fitting = routers.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const named = id === undefined ? undefined : routers.find((each) => each.id === id);
  if (id !== undefined && named === undefined)
    throw new CrossfadeError("CF_ROUTER_UNKNOWN", { file, router: id, known });
  const [only, second] = fitting;
  const found = named ?? only ?? routers[0];
  if (id === undefined && second !== undefined)
    throw new CrossfadeError("CF_USAGE", {
      what: `${file} names several routers: ${fitting.map((each) => each.id).join(", ")}. Choose one with --router.`,
      command: choice.command ?? "crossfade proxy",
    });
  if (found === undefined || !fitting.includes(found))
    throw new CrossfadeError("CF_ROUTER_UNSUPPORTED", {
      router: found?.id ?? "",
      kind: found?.kind ?? "",
      needed: kinds?.join(" or ") ?? "",
    });
  return found;
}

async function configText(named: string | undefined, cwd: string): Promise<{ path: string; text: string }> {
  const candidates =
    named === undefined ? above(cwd).map((folder) => resolve(folder, configName)) : [resolve(cwd, named)];
  for (const path of candidates) {
    try {
      return { path, text: await readFile(path, "utf8") };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR")
        throw new CrossfadeError("CF_FILE_UNREADABLE", { file: path, why: code ?? "unknown" }, { cause });
    }
  }
  throw new CrossfadeError("CF_CONFIG_MISSING", {
    file: named ?? configName,
    revision: named === undefined ? `${cwd} and above` : cwd,
  });
}

/** A folder and those that it lies in. */
function above(folder: string): string[] {
  const folders = [folder];
  for (let here = folder; dirname(here) !== here; here = dirname(here)) folders.push(dirname(here));
  return folders;
}
