import { CrossfadeError, type RouterState, type VersionName } from "@crossfade/core";
import type { Command } from "commander";
import { type NewContact, newContacts, startedVersions } from "../../analysis/traffic/new-contacts.ts";
import { type ReportPairs, reportPairs } from "../../analysis/traffic/report-pairs.ts";
import { contactsText, noPlanLine, pairText } from "../../render/traffic/contacts-text.ts";
import type { TrafficIo } from "./traffic-ports.ts";

const maxReportBytes = 100_000_000;
/** As many as one reads in an error. */
const shownPairs = 3;

export interface ContactFlags {
  readonly report?: string;
  readonly yes?: boolean;
}

/** The flags of every verb that can bring versions into contact. */
export function withContacts(command: Command): Command {
  return command
    .option(
      "--report <file>",
      "what `crossfade check --json` printed (default: .crossfade/report.json beside crossfade.yaml)",
    )
    .option("-y, --yes", "also where versions would meet that break");
}

/**
 * Says, before anything is done, which pairs a change brings into contact, and asks where one of them breaks. What was
 * agreed to once is not asked again should the change have to be tried anew.
 */
export class ContactGuard {
  readonly #io: TrafficIo;
  readonly #flags: ContactFlags;
  readonly #reportFile: string;
  #report: Promise<ReportPairs | undefined> | undefined;
  readonly #agreed = new Set<string>();

  constructor(io: TrafficIo, flags: ContactFlags, reportFile: string) {
    this.#io = io;
    this.#flags = flags;
    this.#reportFile = reportFile;
  }

  /** CF_CONTACT_BREAKS where nobody agrees; CF_REPORT_INVALID. `tester`: a version that a tester will reach. */
  async admit(before: RouterState, after: RouterState, tester?: VersionName): Promise<void> {
    const started = [...startedVersions(before, after), ...(tester === undefined ? [] : [tester])];
    const [first] = started;
    if (first === undefined) return;
    this.#report ??= this.#read();
    const report = await this.#report;
    if (report === undefined) return;
    const contacts = newContacts(report, after, started);
    const open = contacts.pairs.filter((pair) => pair.needsConsent && !this.#agreed.has(pairText(pair)));
    if (open.length === 0 && this.#agreed.size > 0) return;
    this.#io.stderr(contactsText(contacts, started, report));
    if (open.length > 0) await this.#agree(open, first);
  }

  async #agree(open: readonly NewContact[], { component, label }: VersionName): Promise<void> {
    if (this.#flags.yes !== true) {
      const answer = await this.#io.ask?.("Bring them into contact all the same? [y/N] ");
      if (answer === undefined || !/^y(es)?$/i.test(answer.trim()))
        throw new CrossfadeError("CF_CONTACT_BREAKS", { component, label, pairs: listed(open) });
    }
    for (const pair of open) this.#agreed.add(pairText(pair));
  }

  async #read(): Promise<ReportPairs | undefined> {
    const named = this.#flags.report;
    if (named === undefined && !(await this.#io.exists(this.#reportFile))) {
      this.#io.stderr(noPlanLine(this.#reportFile));
      return undefined;
    }
    const file = named ?? this.#reportFile;
    return reportPairs(await this.#io.readFile(file, maxReportBytes), file);
  }
}

/** Each pair once, though several links may join the two. */
function listed(pairs: readonly NewContact[]): string {
  const names = [...new Set(pairs.map(pairText))];
  const more = names.length - shownPairs;
  return `${names.slice(0, shownPairs).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
