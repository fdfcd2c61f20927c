import { notVerified, type Outcome, type ProbeAnswer } from "@crossfade/core";
import { evidenceKey, nameOf, type Target, type VersionFile, type Work } from "./performing.ts";

/** So many files are asked for at once: users are served meanwhile. */
const atOnce = 8;
/** One request; a server that answers no HEAD gets two. */
const requestMs = 5_000;
/** One look; what is left then is for the next, so that an abort is heard. */
const lookMs = 20_000;
/** What is not there after so long has failed: an edge may be slow to learn of it. */
const missingWithinMs = 300_000;
/** All of it has so long, however well it goes. */
const allWithinMs = 1_800_000;
const againInMs = 2_000;
/** A look ends with so many that are missing; so many are told by name. */
const maxMissing = 50;
const maxTold = 3;

/** Kept, so that a control plane that is started anew goes on where the last one was. */
interface Fetched {
  readonly sinceMs: number;
  /** How many of the files, in order, were asked for; those at `missing` were not there. */
  readonly next: number;
  readonly missing: readonly number[];
  readonly missingSinceMs?: number;
}

interface Asking {
  readonly edge: string;
  readonly files: readonly VersionFile[];
}

/**
 * Every file that pages of this version may ask for, fetched where users fetch it, before a page names it. A file that is
 * not there is looked for again for some time. Where nobody has said what, or where, nothing was verified, and it says so.
 */
export async function fetchAssets(work: Work, target: Target, edge: string | undefined): Promise<Outcome> {
  if (edge === undefined)
    return unverified(
      `nobody has said where users fetch files of ${target.component} (\`edge\` under \`deploy\`)`,
    );
  const known = await work.filesOf(target.component, target.version);
  if (known.kind === "unknown") return unverified(known.why);
  const here = known.files.filter(({ origin }) => origin === undefined || hostOf(origin) === hostOf(edge));
  const elsewhere = known.files.length - here.length;
  if (here.length === 0)
    return unverified(`all files of ${nameOf(target)} are those of another host than ${edge}`);
  const outcome = await look(work, target, { edge, files: here });
  if (outcome.kind !== "done" || outcome.note !== undefined) return outcome;
  const others = elsewhere === 0 ? "" : `; ${elsewhere} of other hosts were not`;
  return { kind: "done", note: `${filesText(here.length)} fetched at ${edge}${others}` };
}

/** Nothing is wrong, and nothing is known. */
function unverified(why: string): Outcome {
  return { kind: "done", note: `${notVerified}: ${why}, so no file of it was fetched` };
}

async function look(work: Work, target: Target, asking: Asking): Promise<Outcome> {
  const { nowMs } = work.context;
  const key = evidenceKey(work, "fetched", target.component, target.version);
  const kept = (await work.evidence.evidence(key)) as Fetched | null | undefined;
  const before: Fetched = kept ?? { sinceMs: nowMs, next: 0, missing: [] };
  const { after, problems } = await fetchSome(work, asking, before);
  const total = asking.files.length;
  if (after.missing.length === 0 && after.next === total) {
    await work.evidence.keepEvidence(key, after);
    return { kind: "done" };
  }
  const missingSinceMs = after.missing.length === 0 ? undefined : (before.missingSinceMs ?? nowMs);
  const why = whyNot(after, problems, total);
  // The old files have served before: nobody is kept from going back by one of them, but it is told.
  if (work.context.spec.takesBack !== undefined && after.missing.length > 0)
    return { kind: "done", note: `${notVerified}: ${why}` };
  const isOver = nowMs - (missingSinceMs ?? nowMs) > missingWithinMs || nowMs - before.sinceMs > allWithinMs;
  // Tried again, it begins anew: what was there once may be gone by then.
  const next = isOver
    ? { sinceMs: nowMs, next: 0, missing: [] }
    : { ...after, ...(missingSinceMs === undefined ? {} : { missingSinceMs }) };
  await work.evidence.keepEvidence(key, next);
  if (isOver) return { kind: "failed", why };
  return { kind: "pending", againInMs: after.missing.length === 0 ? 1 : againInMs, why };
}

/** Those that were missing first, then further ones, until the look is over. */
async function fetchSome(
  work: Work,
  { edge, files }: Asking,
  before: Fetched,
): Promise<{ readonly after: Fetched; readonly problems: readonly string[] }> {
  const endMs = work.elapsedMs() + lookMs;
  const way: Way = { method: "HEAD" };
  const open = [...before.missing];
  let { next } = before;
  const missing: number[] = [];
  const problems: string[] = [];
  while (
    (open.length > 0 || next < files.length) &&
    work.elapsedMs() < endMs &&
    missing.length < maxMissing
  ) {
    const batch = open.splice(0, atOnce);
    while (batch.length < atOnce && next < files.length) batch.push(next++);
    const found = await Promise.all(batch.map((index) => problemOf(work, edge, files[index], way)));
    found.forEach((problem, at) => {
      if (problem === undefined) return;
      missing.push(batch[at] ?? 0);
      problems.push(problem);
    });
  }
  const { sinceMs } = before;
  return { after: { sinceMs, next, missing: [...missing, ...open] }, problems };
}

/** How this edge is asked: HEAD, until it answers that it takes none. */
interface Way {
  method: "HEAD" | "GET";
}

async function problemOf(
  work: Work,
  edge: string,
  file: VersionFile | undefined,
  way: Way,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const url = urlOf(edge, file.path);
  if (url === undefined) return `${file.path} is no path of a URL`;
  const ask = (method: Way["method"]) => work.environment.probe.ask({ url, method, timeoutMs: requestMs });
  if (way.method === "HEAD") {
    const head = await ask("HEAD");
    if (problemIn(file.path, head) === undefined) return undefined;
    if (head.kind === "answered" && (head.status === 405 || head.status === 501)) way.method = "GET";
    if (head.kind === "silent" && head.isRefused === true) return head.why;
  }
  const problem = problemIn(file.path, await ask("GET"));
  return problem === undefined ? undefined : `/${file.path} ${problem}`;
}

/** Many servers answer whatever they do not have with their start page: a script that is a page is not there. */
function problemIn(path: string, answer: ProbeAnswer): string | undefined {
  if (answer.kind === "silent") return `did not answer: ${answer.why}`;
  if (answer.status < 200 || answer.status > 299) return `answered ${answer.status}`;
  const isPage = /^text\/html\b/i.test(answer.headers["content-type"] ?? "");
  return isPage && !/\.x?html?$/i.test(path) && /\.[a-z0-9]+$/i.test(path)
    ? "answered with a page"
    : undefined;
}

/** Undefined: nothing that can be asked for. */
function urlOf(edge: string, path: string): string | undefined {
  try {
    return `${edge}/${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`;
  } catch {
    return undefined;
  }
}

function whyNot({ missing, next }: Fetched, problems: readonly string[], total: number): string {
  if (missing.length === 0) return `${next} of ${filesText(total)} are fetched`;
  const told = problems.slice(0, maxTold).join(", ");
  const more = missing.length > maxTold ? `, and ${missing.length - maxTold} more` : "";
  return `${missing.length} of ${filesText(total)} ${missing.length === 1 ? "is" : "are"} not there: ${told}${more}`;
}

function filesText(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
