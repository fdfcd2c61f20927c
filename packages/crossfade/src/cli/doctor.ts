import { CrossfadeError, type RevisionSet, type Source, type SourceRequest } from "@crossfade/core";
import { parseConfig } from "../config/parse-config.ts";
import type { SystemConfig } from "../config/system-config.ts";

/** What the doctor asks the world. */
export interface DoctorPorts {
  readonly nodeVersion: string;
  /** "2.39.5", or undefined where there is no git. */
  gitVersion(): Promise<string | undefined>;
  /** Throws the CrossfadeErrors of the git source. */
  repository(): Promise<{ readonly root: string; readonly shallow: boolean }>;
  readonly source: Source;
  /** Why a file cannot be written; undefined if it can. */
  unwritable(path: string): Promise<string | undefined>;
  readonly nowMs: number;
}

export interface Diagnosis {
  readonly state: "ok" | "warn" | "fail";
  readonly what: string;
  /** What to do; absent on `ok`. */
  readonly advice?: string;
}

const oldestGit: readonly [number, number] = [2, 30];
const maxContractsShown = 50;

/** Looks at everything a check needs, one line each, and goes on as far as it can. */
export async function diagnose(
  request: SourceRequest,
  out: string | undefined,
  ports: DoctorPorts,
): Promise<readonly Diagnosis[]> {
  const lines: Diagnosis[] = [nodeLine(ports.nodeVersion)];
  if (request.kind === "git") lines.push(await gitLine(ports), ...(await repositoryLines(ports)));
  const opened = await openAsFarAsPossible(request, ports.source);
  lines.push(...opened.lines);
  if (opened.set !== undefined) lines.push(...configLines(opened.set, ports.nowMs));
  if (out !== undefined) lines.push(await outLine(out, ports));
  return lines;
}

function nodeLine(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (supported) return { state: "ok", what: `Node.js ${version}` };
  return {
    state: "fail",
    what: `Node.js ${version} is too old`,
    advice: "Install Node.js 20.19, 22.12 or newer.",
  };
}

async function gitLine({ gitVersion }: DoctorPorts): Promise<Diagnosis> {
  const version = await gitVersion();
  if (version === undefined)
    return {
      state: "fail",
      what: "git was not found",
      advice: "Install git, or use --from-dir and --to-dir.",
    };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const old = major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1]);
  if (!old) return { state: "ok", what: `git ${version}` };
  return {
    state: "warn",
    what: `git ${version} is old`,
    advice: `Install git ${oldestGit.join(".")} or newer.`,
  };
}

async function repositoryLines(ports: DoctorPorts): Promise<Diagnosis[]> {
  try {
    const { root, shallow } = await ports.repository();
    const readable: Diagnosis = { state: "ok", what: `repository ${root}` };
    const advice =
      "Older revisions are missing: `git fetch --unshallow --tags`, or `fetch-depth: 0` in GitHub Actions.";
    return shallow ? [readable, { state: "warn", what: "the clone is shallow", advice }] : [readable];
  } catch (error) {
    return [failed(error)];
  }
}

/** Without a revision to compare with, `--to` alone still tells whether its configuration is right. */
async function openAsFarAsPossible(
  request: SourceRequest,
  source: Source,
): Promise<{ set?: RevisionSet; lines: Diagnosis[] }> {
  try {
    const set = await source.open(request);
    const what = `compares ${set.from.name} with ${set.to.name === "." ? "the work tree" : set.to.name}`;
    return { set, lines: [{ state: "ok", what }] };
  } catch (error) {
    const line = failed(error);
    if (request.kind !== "git" || request.from === request.to) return { lines: [line] };
    const alone = await openAsFarAsPossible(
      { ...request, from: request.to, also: [], artifacts: [] },
      source,
    );
    return alone.set === undefined ? { lines: [line] } : { set: alone.set, lines: [line] };
  }
}

function configLines({ to, configPath }: RevisionSet, nowMs: number): Diagnosis[] {
  try {
    const text = to.documents.read(configPath);
    if (text === undefined) {
      const advice =
        "Let `crossfade init` write one at the root of the repository, or name another with --config.";
      return [{ state: "fail", what: to.documents.whyMissing(configPath), advice }];
    }
    const parsed = parseConfig(text, { file: configPath, nowMs });
    if (parsed.ok) return [...systemLines(parsed.config, configPath), ...contractLines(parsed.config, to)];
    return parsed.complaints.map(({ file, line, column, message, expected }) => ({
      state: "fail",
      what: `${file}:${line}:${column} ${message}`,
      advice: expected ?? "Correct it.",
    }));
  } catch (error) {
    return [failed(error)];
  }
}

function systemLines(config: SystemConfig, path: string): Diagnosis[] {
  const what = `${path}: ${config.components.length} components, ${config.links.length} links`;
  const first = config.components[0]?.id ?? "api";
  const lines: Diagnosis[] = [{ state: "ok", what }];
  if (config.links.length === 0) {
    const advice = `Add the contract that most depends on, such as \`- { from: web, to: ${first}, http: ${first}/openapi.yaml }\`.`;
    lines.push({ state: "warn", what: "no link is declared, so nothing can be compared", advice });
  }
  for (const waiver of config.waivers.filter((each) => each.expired))
    lines.push({
      state: "warn",
      what: `the waiver of ${waiver.finding} expired on ${waiver.expires}`,
      advice: "Renew or remove it.",
    });
  return lines;
}

/** One line for each contract, however many links name it. */
function contractLines(config: SystemConfig, to: RevisionSet["to"]): Diagnosis[] {
  const paths = [
    ...new Set(config.links.flatMap(({ contract }) => [contract.path, contract.served ?? contract.path])),
  ];
  return paths.slice(0, maxContractsShown).map((path) => {
    try {
      const found = to.documents.read(path) !== undefined || to.documents.list(path).length > 0;
      if (found) return { state: "ok", what: `contract ${path}` };
      const advice = "Its links are unknown until it is there; build output comes by --artifacts.";
      return { state: "warn", what: to.documents.whyMissing(path).replace(/\.$/, ""), advice };
    } catch (error) {
      return failed(error);
    }
  });
}

async function outLine(out: string, ports: DoctorPorts): Promise<Diagnosis> {
  const why = await ports.unwritable(out);
  if (why === undefined) return { state: "ok", what: `${out} can be written` };
  return { state: "fail", what: `${out} cannot be written: ${why}`, advice: "Name another file with --out." };
}

function failed(error: unknown): Diagnosis {
  if (!(error instanceof CrossfadeError)) throw error;
  return { state: "fail", what: error.message.replace(/\.$/, ""), advice: error.hint };
}
