import { bucketsOf, smallestGroup } from "@crossfade/core";
import type { Draft } from "../draft.ts";
import { everybody, laidOver, rungOf } from "../environments.ts";
import type { RawStrategy } from "../strategy-schema.ts";
import type { Path } from "../yaml-text.ts";
import { isOfParts } from "./part-ladder-rules.ts";
import type { Rule } from "./rule.ts";

interface Placed {
  readonly path: Path;
  /** As it is written. */
  readonly own: RawStrategy;
  /** With what it leaves out. */
  readonly whole: RawStrategy;
}

function strategiesOf({ environments }: Draft): readonly Placed[] {
  return environments.flatMap(([id, { strategy = {}, strategies = {} }]) => [
    { path: ["environments", id, "strategy"], own: strategy, whole: strategy },
    ...Object.entries(strategies).map(([component, own]) => ({
      path: ["environments", id, "strategies", component],
      own,
      whole: laidOver(strategy, own),
    })),
  ]);
}

const ways = ["canary", "blueGreen", "rolling", "switch"] as const;

const wayIsOne: Rule = (draft, report) => {
  for (const { path, own } of strategiesOf(draft)) {
    const [first, second] = ways.filter((each) => own[each] !== undefined);
    if (first !== undefined && second !== undefined)
      report([...path, second], `\`${second}\` does not go with \`${first}\`.`, "Keep one of them.", "key");
    if (own.switch === true && own.bake !== undefined)
      report(
        [...path, "bake"],
        "`bake` does not go with `switch`.",
        "Write `blueGreen: true` to look at it first.",
        "key",
      );
  }
};

/** Nobody who has got it loses it again on the way up. */
const rungsGrow: Rule = (draft, report) => {
  for (const { path, own, whole } of strategiesOf(draft)) {
    const rungs = userRungs(own);
    let before = { text: "", buckets: 0 };
    for (const [index, { text, rung }] of rungs.entries()) {
      const buckets =
        rung.kind === "users"
          ? Math.min(everybody, bucketsOf(rung.users, whole.population ?? 0))
          : rung.weight;
      const place = [...path, "canary", index];
      if (rung.kind === "share" && (buckets > everybody || buckets === 0))
        report(place, `\`${text}\` is no share of the users.`, "From 0.01% to 100%.");
      else if (buckets > 0 && buckets <= before.buckets)
        report(
          place,
          `\`${text}\` is not more than \`${before.text}\` before it.`,
          "Each rung is larger than the last.",
        );
      before = { text, buckets };
    }
    const last = rungs.at(-1);
    if (last !== undefined && !(last.rung.kind === "share" && last.rung.weight === everybody))
      report(
        [...path, "canary", rungs.length - 1],
        `The last rung is \`${last.text}\`.`,
        "A release ends with everybody: 100% or all.",
      );
  }
};

const populationIsKnown: Rule = (draft, report) => {
  for (const { path, own, whole } of strategiesOf(draft))
    for (const [index, { text, rung }] of userRungs(own).entries()) {
      if (rung.kind === "share") continue;
      const place = [...path, "canary", index];
      const { population } = whole;
      if (population === undefined)
        report(
          place,
          `How many \`${text}\` are is not known.`,
          "Say how many users there are: `population: 1000`.",
        );
      else if (rung.users > population)
        report(place, `There are only ${population} users.`, "At most so many, or all.");
      else if (bucketsOf(rung.users, population) === 0)
        report(
          place,
          `\`${text}\` of ${population} are less than one bucket of ${everybody}.`,
          `At least ${smallestGroup(population)} users: more than asked for never get it.`,
        );
    }
};

/** Only a router can give a version to a share of the users, or some of its servers; anything else would be given to all of them at once. */
const canaryIsRouted: Rule = (draft, report) => {
  for (const [id, { routers = [], strategies = {} }] of draft.environments) {
    const here = draft.routers.filter(([router]) => routers.includes(router));
    const routed = new Set(here.flatMap(([, { routes = [] }]) => routes.map(({ to }) => to)));
    for (const [component, strategy] of Object.entries(strategies)) {
      const way = (["canary", "rolling"] as const).find((each) => strategy[each] !== undefined);
      const needsRouter = way !== undefined && !isOfParts(strategy);
      if (needsRouter && draft.componentIds.includes(component) && !routed.has(component))
        report(
          ["environments", id, "strategies", component, way],
          `No router of ${id} sends users to \`${component}\`.`,
          `Without one it is moved as a whole: leave \`${way}\` out, or add a route.`,
          "key",
        );
    }
  }
};

type UserRung = Extract<ReturnType<typeof rungOf>, { readonly kind: "share" | "users" }>;

/** Those of users; what counts consumers or runs has rules of its own. */
function userRungs({
  canary = [],
}: RawStrategy): readonly { readonly text: string; readonly rung: UserRung }[] {
  if (isOfParts({ canary })) return [];
  return canary.flatMap((text) => {
    const rung = rungOf(text);
    return rung.kind === "share" || rung.kind === "users" ? [{ text, rung }] : [];
  });
}

export const strategyRules: readonly Rule[] = [wayIsOne, rungsGrow, populationIsKnown, canaryIsRouted];
