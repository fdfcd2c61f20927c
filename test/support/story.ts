import type {
  Back,
  Component,
  Kind,
  Link,
  Medium,
  Overlap,
  PairRef,
  System,
  Verdict,
  VerdictTable,
} from "@crossfade/core";

const DAY_MS = 86_400_000;

interface Part {
  readonly versions?: readonly string[];
  readonly older?: readonly string[];
  readonly endless?: readonly string[];
  readonly forward?: Overlap;
  readonly back?: Back;
  readonly dark?: Component["dark"];
  readonly ours?: boolean;
  readonly worstWaitMs?: number;
}

interface Meeting {
  readonly medium?: Medium;
  /** Days, or for ever. */
  readonly lasts?: number | "for-ever";
  readonly silentUnlessServing?: boolean;
  readonly carries?: boolean;
  readonly left?: readonly string[];
  readonly pinned?: Readonly<Record<string, string>>;
}

const clients: readonly Kind[] = ["web", "add-in", "extension", "mobile", "desktop"];
const serial: readonly Kind[] = ["service", "worker", "job", "flags", "config", "schema", "store"];
const warm: readonly Kind[] = ["service", "worker", "job", "external"];

/** Tells a small system: components move from version 0 to 1 unless said otherwise; all pairs fit unless said otherwise. */
export class Story {
  readonly #components: Component[] = [];
  readonly #links: Link[] = [];
  readonly #groups: { id: string; components: string[]; atomic: boolean }[] = [];
  readonly #pairs = new Map<string, Verdict>();
  #clearings: System["clearings"] = [];
  #cutOffs: System["cutOffs"] = [];
  #accepted: PairRef[] = [];
  #promised: System["promised"] = [];

  part(id: string, kind: Kind, part: Part = {}): this {
    const cut = kind === "schema" || kind === "store";
    this.#components.push({
      id,
      kind,
      chain: part.versions ?? ["0", "1"],
      older: part.older ?? [],
      forward: part.forward ?? (cut ? "cut" : "overlap"),
      back: part.back ?? part.forward ?? (cut ? "cut" : "overlap"),
      dark: part.dark ?? (cut ? "none" : warm.includes(kind) ? "warm" : "cold"),
      serial: serial.includes(kind),
      endless: part.endless ?? [],
      ours: part.ours ?? true,
      tail: clients.includes(kind),
      worstWaitMs: part.worstWaitMs ?? (clients.includes(kind) ? 14 * DAY_MS : 60_000),
    });
    return this;
  }

  /** "web -> api"; the id of the link is the text. */
  link(ends: string, meeting: Meeting = {}): this {
    const [sender = "", receiver = ""] = ends.split(" -> ");
    const medium = meeting.medium ?? (meeting.lasts === undefined ? "direct" : "queue");
    const lasts = meeting.lasts;
    this.#links.push({
      id: ends,
      sender,
      receiver,
      medium,
      linger:
        lasts === undefined
          ? { kind: "none" }
          : lasts === "for-ever"
            ? { kind: "for-ever" }
            : { kind: "for", ms: lasts * DAY_MS },
      inbound: medium === "direct" || medium === "assets" ? "routed" : "attached",
      silentUnlessServing: meeting.silentUnlessServing ?? false,
      leftoversOnly: meeting.left ?? [],
      carries: meeting.carries ?? false,
      ...(meeting.pinned ? { affinity: new Map(Object.entries(meeting.pinned)) } : {}),
    });
    return this;
  }

  group(components: string[], atomic = false): this {
    this.#groups.push({ id: components.join("+"), components, atomic });
    return this;
  }

  /** "web@1 -> api@0" on the link "web -> api"; its finding has the same name. */
  breaks(...pairs: string[]): this {
    for (const pair of pairs) this.#pairs.set(pair, { kind: "breaking", because: [pair] });
    return this;
  }

  unknown(...pairs: string[]): this {
    for (const pair of pairs) this.#pairs.set(pair, { kind: "unknown", because: [pair] });
    return this;
  }

  clear(clearing: System["clearings"][number]): this {
    this.#clearings = [...this.#clearings, clearing];
    return this;
  }

  cutOff(link: string, version: string): this {
    this.#cutOffs = [...this.#cutOffs, { link, version }];
    return this;
  }

  accept(pair: string): this {
    this.#accepted.push(pairRef(pair));
    return this;
  }

  promise(component: string, version: string): this {
    this.#promised = [...this.#promised, { component, version }];
    return this;
  }

  tell(): { system: System; verdicts: VerdictTable } {
    const system: System = {
      id: "story",
      components: this.#components,
      links: this.#links,
      groups: this.#groups,
      clearings: this.#clearings,
      cutOffs: this.#cutOffs,
      accepted: this.#accepted,
      promised: this.#promised,
    };
    return { system, verdicts: new Map(this.#links.map((link) => [link.id, this.#tableOf(link)])) };
  }

  #tableOf(link: Link): Map<string, Map<string, Verdict>> {
    const versionsOf = (id: string) => {
      const component = this.#components.find((each) => each.id === id);
      return component ? [...component.older, ...component.chain] : [];
    };
    const senders = new Set([...versionsOf(link.sender), ...link.leftoversOnly]);
    return new Map(
      [...senders].map((sender) => [
        sender,
        new Map(
          versionsOf(link.receiver).map((receiver) => [
            receiver,
            this.#pairs.get(`${link.sender}@${sender} -> ${link.receiver}@${receiver}`) ?? {
              kind: "compatible",
            },
          ]),
        ),
      ]),
    );
  }
}

function pairRef(text: string): PairRef {
  const [, from = "", sender = "", to = "", receiver = ""] = /^(.+)@(.+) -> (.+)@(.+)$/.exec(text) ?? [];
  return { link: `${from} -> ${to}`, sender, receiver };
}
