import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { dice, randomValue } from "../../../../test/support/random-value.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import type { Location } from "../document/library.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import type { Api } from "./api.ts";
import { meetingOf } from "./exchange.ts";
import { httpContracts } from "./http-contracts.ts";

const valuesPerPair = Number(process.env.ATTACK_VALUES ?? 400);

function versionsOf(folder: string): Api[] {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    versions: { file?: string; entry?: string }[];
  };
  return manifest.versions.map(({ file, entry }) => {
    const path = join(folder, file ?? entry ?? "");
    const read = (name: string) =>
      existsSync(join(dirname(path), name)) ? readFileSync(join(dirname(path), name), "utf8") : undefined;
    const reading = httpContracts.read(path.slice(dirname(path).length + 1), { read, list: () => [] });
    if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
    return reading.contract as Api;
  });
}

function attacked(client: Api, server: Api) {
  const seen = new Set<string>();
  const result = { pairs: 0, values: 0, hits: [] as string[] };
  const attack = (
    from: Api,
    to: Api,
    sent: Location,
    accepted: Location,
    flow: "request" | "response",
    operation: string,
  ) => {
    const key = `${flow} ${sent.document.path}#${sent.pointer} ${accepted.document.path}#${accepted.pointer}`;
    if (seen.has(key)) return;
    seen.add(key);
    const comparison = new SchemaComparison(from.schemas, to.schemas, "assert");
    const views = [
      sentView("closed", flow),
      acceptedView(flow === "request" ? "strict" : "tolerant", flow),
    ] as const;
    const { mismatches, gaps } = comparison.compare(sent, accepted, ...views);
    if (mismatches.length + gaps.length > 0) return;
    const pair = comparison.exportedPair(sent, accepted, ...views);
    if (!pair.sent || JSON.stringify(pair.sent) === JSON.stringify(pair.accepted)) return;
    const [maySend, accepts] = [compiled("2020-12", pair.sent), compiled("2020-12", pair.accepted)];
    result.pairs++;
    const roll = dice(result.pairs);
    for (let i = 0; i < valuesPerPair; i++) {
      const value: unknown = JSON.parse(
        JSON.stringify(randomValue(pair.sent as Record<string, unknown>, roll) ?? null),
      );
      if (maySend(value).kind !== "valid") continue;
      result.values++;
      if (accepts(value).kind === "invalid")
        result.hits.push(`${operation}: ${JSON.stringify(value)} ${JSON.stringify(accepts(value))}`);
    }
  };
  for (const { operation, requests, replies } of meetingOf(client, server, httpContracts.defaults)
    .exchanges) {
    for (const { sent, accepted } of requests)
      if (sent.schema && accepted?.schema)
        attack(client, server, sent.schema, accepted.schema, "request", operation);
    for (const { sent, accepted } of replies.flatMap((reply) => reply.contents)) {
      if (sent.schema && accepted?.schema)
        attack(server, client, sent.schema, accepted.schema, "response", operation);
    }
  }
  return result;
}

describeWithFixture("openapi-histories", (root) => {
  test.each(["dialogporten", "blockfrost", "digitalocean"])(
    "nothing that is sent breaks what %s was proved to accept",
    (name) => {
      const versions = versionsOf(join(root, name));
      const total = { pairs: 0, values: 0 };
      for (const [index, newer] of versions.slice(1).entries()) {
        const older = versions[index] as Api;
        for (const { pairs, values, hits } of [attacked(older, newer), attacked(newer, older)]) {
          expect(hits.slice(0, 3)).toEqual([]);
          total.pairs += pairs;
          total.values += values;
        }
      }
      process.stdout.write(`${name}: ${total.pairs} proved pairs attacked with ${total.values} values\n`);
      expect(total.values).toBeGreaterThan(total.pairs);
    },
  );
});
