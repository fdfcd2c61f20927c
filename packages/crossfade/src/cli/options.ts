import { CrossfadeError, type SourceRequest } from "@crossfade/core";
import { type Command, InvalidArgumentError } from "commander";
import type { AnalyseRequest } from "./commands.ts";

export interface SourceFlags {
  readonly from?: string;
  readonly to?: string;
  readonly also?: readonly string[];
  readonly fromDir?: string;
  readonly toDir?: string;
  readonly alsoDir?: readonly string[];
  readonly config?: string;
  readonly artifacts?: SourceRequest["artifacts"];
  readonly left?: AnalyseRequest["left"];
  readonly cache?: boolean;
}

/** The flags that say what is compared with what; the same for every verb that reads a repository. */
export function withSource(command: Command): Command {
  return command
    .option("--from <ref>", "the revision that runs now (default: the nearest tag before --to)")
    .option("--to <ref>", "the revision to be released; . is the work tree (default: HEAD)")
    .option("--also <ref...>", "older revisions whose clients are still alive")
    .option("--from-dir <dir>", "a folder instead of --from")
    .option("--to-dir <dir>", "a folder instead of --to")
    .option("--also-dir <dir...>", "folders instead of --also")
    .option("--config <path>", "the configuration (default: crossfade.yaml at the root of the repository)")
    .option("--left <component@version>", "a version of which only leftovers remain; repeatable", left)
    .option("--artifacts <revision=dir>", "build output to lay over a revision; repeatable", artifacts)
    .option("--no-cache", "use and keep nothing of what earlier runs found");
}

export function withGithub(command: Command): Command {
  return command.option("--github", "annotations and a job summary for GitHub Actions");
}

export function analyseRequest(flags: SourceFlags, choose: readonly string[] = []): AnalyseRequest {
  const cache = flags.cache === false ? { cache: false } : {};
  return { source: sourceRequest(flags), left: flags.left ?? [], choose, ...cache };
}

export function sourceRequest(flags: SourceFlags): SourceRequest {
  const shared = {
    artifacts: flags.artifacts ?? [],
    ...(flags.config === undefined ? {} : { config: flags.config }),
  };
  const folders = [flags.fromDir, flags.toDir, flags.alsoDir].some((each) => each !== undefined);
  const refs = [flags.from, flags.to, flags.also].some((each) => each !== undefined);
  if (folders && refs)
    throw usage("Folders and revisions cannot be mixed: give --from-dir and --to-dir, or --from and --to.");
  if (!folders) {
    const from = flags.from === undefined ? {} : { from: flags.from };
    return { kind: "git", ...from, to: flags.to ?? "HEAD", also: flags.also ?? [], ...shared };
  }
  if (flags.fromDir === undefined || flags.toDir === undefined)
    throw usage(
      `${flags.fromDir === undefined ? "--from-dir" : "--to-dir"} is missing: two folders are compared.`,
    );
  return { kind: "folders", from: flags.fromDir, to: flags.toDir, also: flags.alsoDir ?? [], ...shared };
}

/** A collector for options that may be repeated. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function usage(what: string, command = "crossfade"): CrossfadeError {
  return new CrossfadeError("CF_USAGE", { what, command });
}

function left(value: string, before: AnalyseRequest["left"] = []): AnalyseRequest["left"] {
  const at = value.indexOf("@");
  if (at <= 0 || at === value.length - 1) throw new InvalidArgumentError("Write it as api@2.0.0.");
  return [...before, { component: value.slice(0, at), label: value.slice(at + 1) }];
}

function artifacts(value: string, before: SourceRequest["artifacts"] = []): SourceRequest["artifacts"] {
  const at = value.lastIndexOf("=");
  if (at <= 0 || at === value.length - 1) throw new InvalidArgumentError("Write it as v1.8.0=build/v1.8.0.");
  return [...before, { revision: value.slice(0, at), folder: value.slice(at + 1) }];
}
