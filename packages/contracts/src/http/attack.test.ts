import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type ComparedPair,
  comparedApis,
  comparedByHand,
  comparedMessages,
  type Reach,
} from "../../../../test/support/compared-pairs.ts";
import { attackedPair } from "../../../../test/support/inclusion-attack.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";

/** A part of what attack.long.test.ts does with every proved pair: the same values at every run. */
const valuesPerPair = Number(process.env.ATTACK_VALUES ?? 100);
const reach = (process.env.ATTACK_REACH ?? "neighbours") as Reach;
/** Every so many-th pair. */
const step = Number(process.env.ATTACK_STEP ?? 12);
const shards = Number(process.env.ATTACK_SHARDS ?? 1);
const seed = Number(process.env.ATTACK_SEED ?? 1);

/** Of the pairs that break, so many must be seen to break: else the values are too weak to say anything. */
const leastShown = 0.95;
/** A search ends with the first value that shows it. */
const valuesToShow = Math.max(valuesPerPair, 3000);

interface Tally {
  pairs: number;
  values: number;
  /** Pairs for which the draws ran out before there were enough valid values. */
  readonly short: string[];
  /** Pairs that the validator itself cannot judge. */
  readonly unjudged: string[];
  readonly hits: string[];
}

function attacked(pairs: readonly ComparedPair[]): Tally {
  const tally: Tally = { pairs: 0, values: 0, short: [], unjudged: [], hits: [] };
  for (const { name, digest, ...pair } of pairs) {
    const { values, hit, unjudged } = attackedPair(pair, valuesPerPair, seedOf(digest));
    tally.pairs++;
    tally.values += values;
    if (hit) tally.hits.push(`${name}: ${JSON.stringify(hit)} in ${JSON.stringify(pair)}`);
    else if (unjudged !== undefined) tally.unjudged.push(`${name}: ${unjudged}`);
    else if (values < valuesPerPair) tally.short.push(`${name} (${values})`);
  }
  return tally;
}

/** Progress of hours is shown; a sample says nothing. */
function tell(line: string): void {
  if (reach === "all") process.stdout.write(line);
}

/** Each pair has dice of its own, so that it is attacked alike in whichever shard it is. */
function seedOf(digest: string): number {
  return (seed + Number.parseInt(digest.slice(0, 8), 16)) >>> 0;
}

function attacks(corpus: string, collect: () => readonly ComparedPair[]): void {
  let known: readonly ComparedPair[] | undefined;
  const pairsOf = (said: ComparedPair["said"]) => {
    known ??= collect();
    return known.filter((pair) => pair.said === said).filter((_, index) => index % step === 0);
  };
  test.each(Array.from({ length: shards }, (_, shard) => shard))(
    `nothing that is sent breaks what ${corpus} was proved to accept (ATTACK_SEED=${seed}), shard %i`,
    (shard) => {
      const proved = pairsOf("proved");
      const tally = attacked(proved.filter((_, index) => index % shards === shard));
      const few =
        tally.short.length > 0 ? `, fewer for ${tally.short.length}: ${tally.short.slice(0, 5)}` : "";
      tell(
        `${corpus} ${shard + 1}/${shards}: ${tally.pairs} of ${proved.length} proved pairs, ${tally.values} values${few}\n`,
      );
      expect(tally.hits.slice(0, 3)).toEqual([]);
      expect(tally.unjudged.length, tally.unjudged[0]).toBeLessThanOrEqual(1 + tally.pairs / 100);
      expect(tally.values).toBeGreaterThan((tally.pairs * valuesPerPair) / 2);
    },
  );
  test(`what ${corpus} was shown to break is broken by the same values`, () => {
    const refuted = pairsOf("refuted");
    const shown = refuted.filter((pair) => attackedPair(pair, valuesToShow, seedOf(pair.digest)).hit);
    const missed = refuted.filter((pair) => !shown.includes(pair)).map(({ name }) => name);
    tell(`${corpus}: ${shown.length} of ${refuted.length} breaking pairs shown ${missed.slice(0, 5)}\n`);
    expect(shown.length).toBeGreaterThanOrEqual(refuted.length * leastShown);
  });
}

describeWithFixture("openapi-histories", (root) => {
  // To read the third takes longer than all the rest of the sample.
  for (const name of ["dialogporten", "blockfrost", ...(reach === "all" ? ["digitalocean"] : [])])
    attacks(name, () => comparedApis(join(root, name), reach));
});

describeWithFixture("event-histories", (root) => {
  attacks("cdevents", () => comparedMessages(join(root, "cdevents"), reach));
});

describeWithFixture("schema-containment", (root) => {
  attacks("hand-written pairs", () => comparedByHand(join(root, "tests")));
});
