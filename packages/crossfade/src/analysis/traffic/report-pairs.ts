import { CrossfadeError } from "@crossfade/core";

/** What a report of `crossfade check --json` says about version pairs, for a router that is about to bring some together. */
export interface ReportPairs {
  /** The revisions that it compared. */
  readonly from: string;
  readonly to: string;
  /** Every version that it knows, by component. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** The components that some link joins. */
  readonly linked: ReadonlySet<string>;
  /** Pairs that break or are unknown. */
  readonly pairs: readonly ReportedPair[];
}

export interface ReportedPair {
  readonly sender: { readonly component: string; readonly label: string };
  readonly receiver: { readonly component: string; readonly label: string };
  readonly verdict: "breaking" | "unknown";
  /** Can they meet if everything goes out at once? `standing`: they have met since before the release. */
  readonly asRequested: "standing" | "possible" | "apart";
  /** Waived, or a risk that was chosen. */
  readonly accepted: boolean;
  readonly findings: readonly { readonly id: string; readonly why: string }[];
}

/** Text of a report -> its pairs. CF_REPORT_INVALID with the first thing that is wrong. */
export function reportPairs(text: string, file: string): ReportPairs {
  const top = new Place(file, parsed(text, file), "it");
  if (top.raw("reportSchema") !== 1) top.fail("reportSchema", "1");
  const findings = top.object("findings");
  const labels = new Map(
    top.list("components").map((each) => [each.text("id"), new Set(labelsOf(each))] as const),
  );
  const matrices = top.list("matrix");
  return {
    from: top.text("from"),
    to: top.text("to"),
    labels,
    linked: new Set(matrices.flatMap((link) => [link.text("sender"), link.text("receiver")])),
    pairs: matrices.flatMap((link) => pairsOf(link, findings)),
  };
}

function labelsOf(component: Place): readonly string[] {
  return [...component.texts("chain"), ...component.texts("older")];
}

function pairsOf(link: Place, findings: Place): readonly ReportedPair[] {
  const sender = link.text("sender");
  const receiver = link.text("receiver");
  return link
    .rows("rows")
    .map((cell): ReportedPair | undefined => {
      const verdict = cell.oneOf("verdict", ["breaking", "unknown", "compatible", "not-spoken"]);
      if (verdict !== "breaking" && verdict !== "unknown") return undefined;
      return {
        sender: { component: sender, label: cell.text("sender") },
        receiver: { component: receiver, label: cell.text("receiver") },
        verdict,
        asRequested: cell.oneOf("asRequested", ["standing", "possible", "apart"]),
        accepted: cell.raw("accepted") === true,
        findings: cell.texts("because").map((id) => ({ id, why: findings.object(id).text("why") })),
      };
    })
    .filter((each) => each !== undefined);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CrossfadeError("CF_REPORT_INVALID", { file, at: "it", expected: "JSON" }, { cause });
  }
}

/** A value in the file with the way to it; what is asked of it and is not there is an error. */
class Place {
  readonly #file: string;
  readonly #value: unknown;
  readonly #at: string;

  constructor(file: string, value: unknown, at: string) {
    this.#file = file;
    this.#value = value;
    this.#at = at;
  }

  raw(key: string): unknown {
    if (typeof this.#value !== "object" || this.#value === null || Array.isArray(this.#value))
      throw this.#wrong(this.#at, "an object");
    return Object.hasOwn(this.#value, key) ? (this.#value as Record<string, unknown>)[key] : undefined;
  }

  object(key: string): Place {
    const inner = new Place(this.#file, this.raw(key), this.#way(key));
    inner.raw("");
    return inner;
  }

  text(key: string): string {
    const value = this.raw(key);
    return typeof value === "string" ? value : this.fail(key, "a text");
  }

  texts(key: string): readonly string[] {
    return this.#array(key).map((each, index) =>
      typeof each === "string" ? each : this.fail(`${key}[${index}]`, "a text"),
    );
  }

  oneOf<T extends string>(key: string, words: readonly T[]): T {
    const found = words.find((word) => word === this.raw(key));
    return found ?? this.fail(key, `one of ${words.join(", ")}`);
  }

  list(key: string): readonly Place[] {
    return this.#array(key).map((each, index) => new Place(this.#file, each, this.#way(`${key}[${index}]`)));
  }

  /** A list of lists, in one. */
  rows(key: string): readonly Place[] {
    return this.#array(key).flatMap((row, index) => {
      const at = `${key}[${index}]`;
      if (!Array.isArray(row)) return this.fail(at, "a list");
      return row.map((each, column) => new Place(this.#file, each, this.#way(`${at}[${column}]`)));
    });
  }

  fail(key: string, expected: string): never {
    throw this.#wrong(this.#way(key), expected);
  }

  #array(key: string): readonly unknown[] {
    const value = this.raw(key);
    return Array.isArray(value) ? value : this.fail(key, "a list");
  }

  #way(key: string): string {
    return this.#at === "it" ? key : `${this.#at}.${key}`;
  }

  #wrong(at: string, expected: string): CrossfadeError {
    return new CrossfadeError("CF_REPORT_INVALID", { file: this.#file, at, expected });
  }
}
