import type { Observation } from "@crossfade/core";
import type { Dice } from "../support/random-value.ts";
import { type Said, saidOf, settingsOf, told, toldOfMessage } from "./asking.ts";
import type { ExchangeKind } from "./exchange-kind.ts";
import { type Label, labelOf } from "./label.ts";
import { type Place, rootsOf } from "./places.ts";
import type { Terms } from "./reading.ts";
import type { Rewrite } from "./rewrites.ts";
import type { Change, SchemaKind } from "./schema-kind.ts";
import { at, type Json, replaced } from "./schema-tree.ts";
import { messageSteps, type Slice } from "./specification.ts";
import { Meeting } from "./witness.ts";

export interface Trial {
  readonly kind: string;
  readonly specification: string;
  readonly operation: string;
  readonly flow: string;
  /** `forth`: old client, new server; `back`: new client, old server. */
  readonly way: "forth" | "back";
  readonly label: Label;
  readonly said: Said;
  /** A finding whose value the documents themselves do not bear out, or one about what is harmless. */
  readonly falseAlarm: string | undefined;
  /** The value that the label rests on. */
  readonly witness: unknown;
  readonly where: string;
}

/** One kind of change at one place. */
export interface Edit {
  readonly kind: SchemaKind;
  readonly place: Place;
  readonly change: Change;
}

/** How the product is asked. */
export interface Manner {
  readonly terms?: Terms;
  /** It gets the old document in other words, which must change nothing. */
  readonly disguise?: Rewrite | undefined;
}

export function editAt(kind: SchemaKind, place: Place, roll: Dice): Edit | undefined {
  const schema = at(place.slice.document, place.steps) as Json;
  const change = kind.change(schema, roll);
  // Outside of bodies a list is a matter of how it is written.
  if (place.carrier !== "body" && [change?.before, change?.after].some((each) => each?.type === "array"))
    return undefined;
  const moves = change && JSON.stringify(change.before ?? schema) !== JSON.stringify(change.after);
  return moves ? { kind, place, change } : undefined;
}

/** Changes of one body, in both directions. */
export function triedBothWays(
  edits: readonly [Edit, ...Edit[]],
  roll: Dice,
  { terms = "usual", disguise }: Manner,
): readonly Trial[] {
  const { slice } = edits[0].place;
  const old = edits.reduce(
    (made, { place, change }) => (change.before ? replaced(made, place.steps, change.before) : made),
    slice.document,
  );
  const young = edits.reduce((made, { place, change }) => replaced(made, place.steps, change.after), old);
  const disguised = inOtherWords({ ...slice, document: old }, roll, disguise);
  return (["forth", "back"] as const).map((way) => tried({ edits, old, young, terms, disguised, way }, roll));
}

/** What only OpenAPI can say is nothing for a message. */
function inOtherWords(slice: Slice, roll: Dice, disguise: Rewrite | undefined): Json {
  const made = disguise?.rewritten(slice, roll) ?? slice.document;
  return slice.medium === "message" && at(made, messageSteps) === undefined ? slice.document : made;
}

interface Attempt {
  readonly edits: readonly [Edit, ...Edit[]];
  readonly old: Json;
  readonly young: Json;
  readonly terms: Terms;
  /** The old one in other words. */
  readonly disguised: Json;
  readonly way: Trial["way"];
}

function tried({ edits, old, young, terms, disguised, way }: Attempt, roll: Dice): Trial {
  const [{ place }] = edits;
  const [client, server] = way === "forth" ? [old, young] : [young, old];
  const [sent, served] = way === "forth" ? [disguised, young] : [young, disguised];
  const [sender, receiver] = place.flow === "request" ? [client, server] : [server, client];
  const meeting = new Meeting(sender, receiver, place.flow, terms);
  const observations =
    place.slice.medium === "message"
      ? toldOfMessage(sent, served, settingsOf[terms])
      : told(sent, served, settingsOf[terms]).filter(({ direction }) => direction === place.flow);
  const witness = shownBy(edits, (edit) => meeting.witness(edit.place, edit.change.hints ?? [], roll));
  const direction = { sentByOld: sender === old, receiver, terms };
  const isUnsure = edits.some(({ kind }) => kind.unsure);
  const label = witness
    ? shownAs(isUnsure)
    : together(edits.map((edit) => labelOf(edit.kind, edit.place, direction)));
  const said = saidOf(observations);
  // A value that several parts describe together is not closed by any of them; what is shown may rest on that.
  const loose = () => (terms === "usual" ? new Meeting(sender, receiver, place.flow, "open") : meeting);
  const alarm = isUnsure ? undefined : falseAlarmIn(observations, place, loose);
  const { specification, method, path } = place.slice;
  return {
    kind: edits.length > 1 ? "two changes at once" : edits[0].kind.name,
    specification,
    operation: `${method.toUpperCase()} ${path}`,
    flow: `${place.flow} ${place.carrier}`,
    way,
    label,
    said,
    falseAlarm:
      alarm ??
      (label === "harmless" && said !== "nothing"
        ? observations.find((each) => each.outcome === said)?.why
        : undefined),
    witness: witness?.value,
    where: `${terms} ${place.root.slice(2).join("/")} via ${edits.map((edit) => `${edit.kind.name} at ${edit.place.steps.join("/")}`).join(" and ")}`,
  };
}

function shownBy<T>(edits: readonly Edit[], show: (edit: Edit) => T | undefined): T | undefined {
  for (const edit of edits) {
    const found = show(edit);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shownAs(isUnsure: boolean): Label {
  return isUnsure ? "doubtful" : "breaking";
}

/** What several changes mean of which none was shown to break. */
function together(labels: readonly Label[]): Label {
  if (labels.includes("doubtful")) return "doubtful";
  return labels.every((label) => label === "harmless") ? "harmless" : "open";
}

/** A breaking finding whose value is not both sent and refused, whichever body it is about. */
function falseAlarmIn(
  observations: readonly Observation[],
  place: Place,
  meetingOf: () => Meeting,
): string | undefined {
  const claims = observations.filter(({ outcome, claim }) => outcome === "breaking" && claim !== undefined);
  if (claims.length === 0) return undefined;
  const meeting = meetingOf();
  const others = rootsOf(place.slice).filter(({ flow }) => flow === place.flow);
  const isShown = (value: unknown) => [place, ...others].some((body) => meeting.breaks(body, value));
  const wrong = claims.find(({ claim }) => !isShown(claim?.value));
  return wrong && `${wrong.ruleId} ${wrong.why} with ${JSON.stringify(wrong.claim?.value)}`;
}

/** One change around the schemas of an operation, in both directions. */
export function exchanged(
  kind: ExchangeKind,
  slice: Slice,
  roll: Dice,
  { disguise }: Manner,
): readonly Trial[] | undefined {
  const change = kind.change(slice, roll);
  if (!change) return undefined;
  const before = inOtherWords({ ...slice, document: change.before }, roll, disguise);
  const { specification, method, path } = slice;
  return (["forth", "back"] as const).map((way) => {
    const [client, server] = way === "forth" ? [before, change.after] : [change.after, before];
    const observations = told(client, server);
    const said = saidOf(observations);
    const wrong = kind[way] === "harmless" ? observations.find(({ outcome }) => outcome === said) : undefined;
    return {
      kind: kind.name,
      specification,
      operation: `${method.toUpperCase()} ${path}`,
      flow: "exchange",
      way,
      label: kind[way],
      said,
      falseAlarm: wrong && `${wrong.ruleId} ${wrong.why}`,
      witness: undefined,
      where: "",
    };
  });
}
