import { httpContracts, Lines } from "@crossfade/contracts";
import type { Cache } from "@crossfade/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { analyse, type Files, ruleIdsOf, system } from "../../../../test/support/analysis-story.ts";
import { ValidatorPool } from "../worker/validator-pool.ts";

afterEach(() => vi.restoreAllMocks());

const text = { type: "string" };
const number = { type: "number" };
const body = (schema: unknown) => ({
  responses: { 200: { description: "", content: { "application/json": { schema } } } },
});
const cart = (total: object) => ({ type: "object", required: ["total"], properties: { total } });
const api = (schema: object, title = "") =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title, version: "1" },
    paths: { "/cart": { get: body(schema) } },
  });

const shop = (version: string, document: string, more: Files = {}, link = ""): Files => ({
  ...system(version, { api: "kind: service", web: "kind: web" }, [
    `{ from: web, to: api, http: api/openapi.json${link} }`,
  ]),
  "api/openapi.json": document,
  ...more,
});

/** A cache, and how much was left to do with it. */
function watched(cache: Cache = new Map()) {
  const parsed = vi.spyOn(httpContracts, "read");
  const compared = vi.spyOn(httpContracts, "compare");
  const asked = vi.spyOn(ValidatorPool.prototype, "validate");
  const located = vi.spyOn(Lines.prototype, "of");
  return {
    cache,
    work: () => ({
      parsed: parsed.mock.calls.length,
      compared: compared.mock.calls.length,
      located: located.mock.calls.length,
      asked: asked.mock.calls.flatMap(([questions]) => questions).length,
    }),
  };
}

const idle = { parsed: 0, compared: 0, asked: 0, located: 0 };

describe("what an earlier run found", () => {
  const old = shop("1.0.0", api(cart(number)));
  const next = shop("2.0.0", api(cart(text)));

  test("is not parsed, compared, confirmed or looked for again, and the report is the same", async () => {
    const cache = new Map<string, string>();
    const first = await analyse(old, next, { cache });
    const { work } = watched();
    const second = await analyse(old, next, { cache });
    expect(ruleIdsOf(second)).toEqual(["http/response-type"]);
    expect(Object.values(second.findings).map(({ place }) => place.line)).toEqual([1, 1]);
    expect(second).toEqual(first);
    expect(work()).toEqual(idle);
  });

  test("counts where nothing was found too", async () => {
    const cache = new Map<string, string>();
    const [one, same] = [{ enum: [1, 2] }, { enum: [2, 1] }];
    const both = [shop("1.0.0", api(cart(one))), shop("2.0.0", api(cart(same)))] as const;
    await analyse(...both, { cache });
    const { work } = watched();
    expect((await analyse(...both, { cache })).findings).toEqual({});
    expect(work()).toEqual(idle);
  });

  test("does not count for another text, though only prose differs: its lines may", async () => {
    const cache = new Map<string, string>();
    await analyse(old, next, { cache });
    const { work } = watched();
    await analyse(old, shop("2.0.0", api(cart(text), "another title")), { cache });
    expect(work().compared).toBe(2);
  });

  test("an unchanged contract is parsed once, however many versions have it", async () => {
    const { work } = watched();
    const report = await analyse(old, shop("2.0.0", api(cart(number))), {
      also: [shop("0.9.0", api(cart(number)))],
    });
    expect(report.planning.kind).toBe("proven");
    expect(work()).toMatchObject({ parsed: 1, compared: 0 });
  });
});

/** The second release differs from the first in one thing that must not be missed: the first must not answer for it. */
describe("an earlier answer is not given where", () => {
  const reference = api({ $ref: "parts/cart.json" });
  const findings = async (cache: Cache, older: Files, newer: Files) =>
    ruleIdsOf(await analyse(older, newer, { cache }));

  test("a document that the contract refers to changed", async () => {
    const cache = new Map<string, string>();
    const part = (total: object) => ({ "api/parts/cart.json": JSON.stringify(cart(total)) });
    const old = shop("1.0.0", reference, part(number));
    expect(await findings(cache, old, shop("2.0.0", reference, part(number)))).toEqual([]);
    expect(await findings(cache, old, shop("2.0.0", reference, part(text)))).toEqual(["http/response-type"]);
    expect(await findings(cache, old, shop("2.0.0", reference, part(number)))).toEqual([]);
  });

  test("a document has the same text under another path", async () => {
    const cache = new Map<string, string>();
    const at = (folder: string, total: object): Files => ({
      "api/parts/cart.json": JSON.stringify({ $ref: `${folder}/cart.json` }),
      [`api/parts/${folder}/cart.json`]: JSON.stringify(cart(total)),
    });
    const old = shop("1.0.0", reference, at("a", number));
    expect(await findings(cache, old, shop("2.0.0", reference, at("a", number)))).toEqual([]);
    expect(await findings(cache, old, shop("2.0.0", reference, at("b", text)))).toEqual([
      "http/response-type",
    ]);
  });

  test("the list of what a client uses changed", async () => {
    const cache = new Map<string, string>();
    const uses = (fields: string) => ({
      "web/uses.yaml": `operations:\n  GET /cart: { reads: [${fields}] }\n`,
    });
    const schema = { type: "object", properties: { total: number, note: number } };
    const broken = { type: "object", properties: { total: number, note: text } };
    const link = ", uses: web/uses.yaml";
    const reads = (fields: string) =>
      findings(
        cache,
        shop("1.0.0", api(schema), uses(fields), link),
        shop("2.0.0", api(broken), uses(fields), link),
      );
    expect(await reads("/total")).toEqual([]);
    expect(await reads("/total, /note")).toEqual(["http/response-type"]);
  });

  test("a setting of the link changed", async () => {
    const cache = new Map<string, string>();
    const schema = (type: string) =>
      JSON.stringify({ type: "object", required: ["type"], properties: { type: { const: type } } });
    const store = (version: string, type: string, unread: string): Files => ({
      ...system(version, { api: "kind: service" }, [
        `{ from: api, to: api, store: api/cart/, retained: 1d, unread: ${unread} }`,
      ]),
      [`api/cart/${type}.json`]: schema(type),
    });
    const fine = await findings(cache, store("1.0.0", "a", "fine"), store("2.0.0", "b", "fine"));
    const breaks = await findings(cache, store("1.0.0", "a", "breaks"), store("2.0.0", "b", "breaks"));
    expect(breaks).not.toEqual(fine);
  });

  test("a validator had no time: what it did not answer is asked again", async () => {
    const cache = new Map<string, string>();
    const [old, next] = [shop("1.0.0", api(cart(number))), shop("2.0.0", api(cart(text)))];
    const busy = vi
      .spyOn(ValidatorPool.prototype, "validate")
      .mockImplementation(async (questions) => questions.map(() => ({ kind: "unknown", why: "deadline" })));
    const hasty = await analyse(old, next, { cache });
    expect(Object.values(hasty.findings).map(({ outcome }) => outcome)).not.toContain("breaking");
    busy.mockRestore();
    const calm = await analyse(old, next, { cache });
    expect(Object.values(calm.findings).map(({ outcome }) => outcome)).toContain("breaking");
  });

  test("a contract could not be read", async () => {
    const cache = new Map<string, string>();
    const old = shop("1.0.0", reference);
    expect(await findings(cache, old, shop("2.0.0", reference, {}))).toContain("link/contract-unreadable");
    const mended = { "api/parts/cart.json": JSON.stringify(cart(number)) };
    expect(await findings(cache, shop("1.0.0", reference, mended), shop("2.0.0", reference, mended))).toEqual(
      [],
    );
  });
});
