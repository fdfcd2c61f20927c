import type { Observation } from "@crossfade/core";
import type { CompareContext, CompareSettings } from "../contract.ts";
import type { Location } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import { type Difference, SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import { observed } from "../schema-set/observed.ts";
import type { EventPair, EventRule } from "./event-pair.ts";
import { alternativesOf, counterpartsOf, withNames } from "./event-pairing.ts";
import { type EventContract, type Message, messageParts } from "./message.ts";
import { onChannel, spoken } from "./spoken.ts";
import { constantsOf } from "./type-constant.ts";
import { takenByAny } from "./union.ts";

const nothing: Difference = { mismatches: [], gaps: [] };

/** What the producer's version may send against what the consumer's version takes, message by message. */
export function compareEvents(
  sender: EventContract,
  receiver: EventContract,
  settings: CompareSettings,
  rules: readonly EventRule[],
  { describes }: CompareContext,
): readonly Observation[] {
  const sent = spoken(sender.messages, describes === "receiver" ? "receive" : describes && "send");
  const taken = spoken(receiver.messages, describes === "sender" ? "send" : describes && "receive");
  const meeting = new Meeting(sender, receiver, taken, settings, describes === "each");
  const pairs = sent.flatMap((message) => meeting.pairsOf(message));
  return pairs.flatMap((pair) => observed(rules, pair, receiver.path));
}

class Meeting {
  readonly #sender: EventContract;
  readonly #receiver: EventContract;
  readonly #taken: readonly Message[];
  readonly #settings: CompareSettings;
  /** Each side has a document of its own, which need not speak of all that the other's does. */
  readonly #apart: boolean;
  readonly #comparison: SchemaComparison;

  constructor(
    sender: EventContract,
    receiver: EventContract,
    taken: readonly Message[],
    settings: CompareSettings,
    apart: boolean,
  ) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#taken = taken;
    this.#settings = settings;
    this.#apart = apart;
    this.#comparison = new SchemaComparison(sender.schemas, receiver.schemas, "assert");
  }

  pairsOf(message: Message): readonly EventPair[] {
    const offered = onChannel(message, this.#taken, this.#receiver.messages);
    const alone =
      (this.#sender.single && this.#receiver.single) ||
      (message.channel !== undefined && offered.length === 1 && this.#isAlone(message));
    const found = withNames(message, counterpartsOf(message, this.#sender, offered, this.#receiver, alone));
    if (found.anyOf) return this.#against(message, takenByAny(found.anyOf), found.doubt);
    if (found.all.length > 0) return found.all.flatMap((each) => this.#against(message, each, found.doubt));
    const alternatives = alternativesOf(this.#sender.schemas, message);
    if (alternatives.length > 0) return alternatives.flatMap((each) => this.pairsOf(each));
    const doubt = found.doubt === undefined ? this.#channelDoubt(message, offered) : { doubt: found.doubt };
    return [
      { ...this.#pair(message, undefined, message.payload ?? message.at, undefined, nothing), ...doubt },
    ];
  }

  #isAlone({ channel, direction }: Message): boolean {
    const there = this.#sender.messages.filter((each) => each.channel === channel);
    return there.filter((each) => each.direction === direction).length === 1;
  }

  #channelDoubt({ channel }: Message, offered: readonly Message[]): Pick<EventPair, "doubt" | "decides"> {
    const settled = !this.#apart || this.#settings.unread !== undefined;
    if (settled || channel === undefined || offered.length > 0) return {};
    return {
      doubt: "its own document does not name this channel, which may be meant for others",
      decides: "`unread: fine` on the link (others read it) or `unread: breaks`",
    };
  }

  #against(message: Message, counterpart: Message, doubt: string | undefined): readonly EventPair[] {
    return messageParts.flatMap((part) => {
      const [sent, accepted] = [message[part], counterpart[part]];
      const whole = part === "payload";
      if (!whole && !accepted) return [];
      const compared = accepted ? this.#compared(message, sent, accepted, part) : nothing;
      const place = accepted ?? counterpart.at;
      const open = { at: "", keyword: "", place, why: doubt ?? "", decides: "the same name on both sides" };
      const difference =
        doubt !== undefined && whole ? { ...compared, gaps: [open, ...compared.gaps] } : compared;
      const pair = this.#pair(message, counterpart, sent ?? message.at, place, difference);
      return [
        { ...pair, whole, ...this.#constants(sent, accepted), ...(whole ? {} : { part: `message ${part}` }) },
      ];
    });
  }

  #constants(sent: Location | undefined, accepted: Location | undefined): Pick<EventPair, "constants"> {
    if (!sent || !accepted) return {};
    const taken = constantsOf(this.#receiver.schemas, accepted);
    return { constants: { sent: constantsOf(this.#sender.schemas, sent), accepted: taken } };
  }

  #pair(
    message: Message,
    counterpart: Message | undefined,
    sent: Location,
    accepted: Location | undefined,
    difference: Difference,
  ): EventPair {
    const { payload, type } = message;
    const sample = () => (payload ? this.#comparison.sample(payload) : undefined);
    const settings = this.#settings;
    return { type, message, counterpart, sent, accepted, difference, settings, whole: true, sample };
  }

  #compared(
    message: Message,
    sent: Location | undefined,
    accepted: Location,
    part: (typeof messageParts)[number],
  ): Difference {
    const { world, receiver, appliesDefaults } = this.#settings;
    const views = [sentView(world, "either"), acceptedView(receiver, "either", appliesDefaults)] as const;
    if (sent) return this.#comparison.compare(sent, accepted, ...views);
    // A part in another language is told by its own rule.
    if (message.foreign.some((each) => each.part === part)) return nothing;
    const noHeaders = this.#comparison.compare(empty(message), accepted, ...views);
    const declaresAll = world === "closed" && !this.#apart && part === "headers";
    if (declaresAll || (part === "headers" && noHeaders.mismatches.length + noHeaders.gaps.length === 0))
      return noHeaders;
    const anything = this.#comparison.compare(unsaid(message, part), accepted, ...views);
    if (anything.mismatches.length + anything.gaps.length === 0) return nothing;
    const why = `the producer's document says nothing of the ${part}`;
    const decides = `a schema of the ${part} in the producer's document`;
    return { mismatches: [], gaps: [{ at: "", keyword: "", place: accepted, why, decides }] };
  }
}

/** Headers of a message that declares none. */
function empty({ at }: Message): Location {
  return {
    document: at.document,
    pointer: pointerTo(at.pointer, "(no headers)"),
    value: { type: "object", maxProperties: 0 },
  };
}

/** A part of which nothing is said. */
function unsaid({ at }: Message, part: string): Location {
  return { document: at.document, pointer: pointerTo(at.pointer, `(no ${part} described)`), value: true };
}
