import { describe, expect, test } from "vitest";
import { type Files, PublishedShop, verdictsOf } from "../../../../test/support/published-shop.ts";

const openapi = (property: string) => `openapi: 3.1.0
info: { title: api, version: "1" }
paths:
  /cart:
    get:
      responses:
        "200":
          description: the cart
          content:
            application/json:
              schema:
                type: object
                required: [${property}]
                properties: { ${property}: { type: integer } }
`;

const yaml = (links: readonly string[], components = "") => `system: shop
components:
  api: { kind: service }
  web: { kind: web }
${components}links:
${links.map((each) => `  - ${each}\n`).join("")}`;

const webToApi = "{ from: web, to: api, http: api/openapi.yaml }";
const apiToWorker = "{ from: api, to: worker, events: api/order.json, queue: orders, retained: 4d }";
const workerLine = "  worker: { kind: worker }\n";
const order = (field: string) =>
  JSON.stringify({ type: "object", required: [field], properties: { [field]: { type: "integer" } } });

const shop = (property: string, more: Files = {}): Files => ({
  "crossfade.yaml": yaml([webToApi]),
  "api/openapi.yaml": openapi(property),
  "api/main.js": `// ${property}`,
  "web/main.js": `// ${property}`,
  ...more,
});

/** Old and new of a shop, of which the old runs. */
async function moving(old: Files, next: Files, parts = ["api", "web"]) {
  const world = new PublishedShop();
  const [before, after] = [parts.map((each) => `${each}@1`), parts.map((each) => `${each}@2`)];
  await world.publish(old, before);
  await world.publish(next, after);
  return { world: world.runs(before), after };
}

describe("a release of published versions", () => {
  test("names one hash alone, that of what is approved: the plan's own is in no report of a release", async () => {
    const { world, after } = await moving(shop("total"), shop("total"));
    const { report, basis } = await world.release(after);
    expect(report.planning.kind).not.toBe("impossible");
    expect(basis.report).toContain("Way back");
    expect(basis.report).not.toMatch(/[0-9a-f]{64}/);
  });

  test("is judged by what each version was published with, from the same commit or not", async () => {
    const world = new PublishedShop();
    await world.publish(shop("total"), ["api@1", "web@1"]);
    await world.publish(shop("amount"), ["web@2", "api@2"]);
    const mixed = await world.runs(["api@1", "web@2"]).release(["api@2"]);
    expect(verdictsOf(mixed)).toMatchObject({ "web@2 -> api@1": "breaking", "web@2 -> api@2": "compatible" });
    expect(mixed.report.components.map(({ chain }) => chain)).toEqual([["1", "2"], ["2"]]);
  });

  test("of a version that nobody published is refused, and says which there are", async () => {
    const { world } = await moving(shop("total"), shop("amount"));
    await expect(world.release(["api@3"])).rejects.toMatchObject({
      code: "CF_VERSION_UNPUBLISHED",
      message: "api@3 was never published; published are 2, 1.",
    });
  });

  test("beside one that runs and was never published is unknown, never safe", async () => {
    const world = new PublishedShop();
    await world.publish(shop("total"), ["api@2"]);
    const { report, ...analysis } = await world.runs(["api@1", "web@1"]).release(["api@2"]);
    const verdicts = verdictsOf({ report, ...analysis });
    expect(verdicts).toMatchObject({ "web@1 -> api@1": "unknown", "web@1 -> api@2": "unknown" });
    expect(report.planning.kind).toBe("unproven");
    expect(report.notes.join(" ")).toContain("web@1 was never published");
  });

  test("beside a component of which nobody has said what runs is unknown", async () => {
    const world = new PublishedShop();
    await world.publish(shop("total"), ["api@1", "web@1"]);
    await world.publish(shop("amount"), ["api@2"]);
    const { report } = await world.runs(["api@1"]).release(["api@2"]);
    expect(report.planning.kind).toBe("unproven");
    expect(report.components.find(({ id }) => id === "web")?.chain).toEqual(["unknown"]);
  });

  test("may say that a component is not there at all", async () => {
    const world = new PublishedShop();
    await world.publish(shop("total"), ["api@1", "web@1"]);
    await world.publish(shop("amount"), ["api@2"]);
    const { report } = await world.runs(["api@1"]).runs(["web@1"]).release(["api@2", "web@∅"]);
    expect(report.components.find(({ id }) => id === "web")?.chain).toEqual(["1", "∅"]);
  });

  test("counts every version that serves, also of a service, and what an idle one has left in a queue", async () => {
    const queue = (field: string): Files => ({
      ...shop("total"),
      "crossfade.yaml": yaml([webToApi, apiToWorker], workerLine),
      "api/order.json": order(field),
      "worker/main.js": `// ${field}`,
      "api/main.js": `// ${field}`,
    });
    const world = new PublishedShop();
    await world.publish(queue("total"), ["api@1", "web@1"]);
    await world.publish(queue("amount"), ["api@2", "api@3", "worker@1"]);
    const serving = await world.runs(["api@1", "api@2", "web@1", "worker@1"]).release(["api@3"]);
    expect(verdictsOf(serving)).toMatchObject({ "api@1 -> worker@1": "breaking" });
    expect(serving.basis.system.components[0]).toMatchObject({ chain: ["2", "3"], older: ["1"] });

    const idle = new PublishedShop();
    await idle.publish(queue("total"), ["api@1", "web@1"]);
    await idle.publish(queue("amount"), ["api@2", "api@3", "worker@1"]);
    const after = await idle.runs(["api@1"], "ended").runs(["api@2", "web@1", "worker@1"]).release(["api@3"]);
    expect(after.basis.system.components[0]).toMatchObject({ chain: ["2", "3"], older: [] });
    const left = after.basis.system.links.find(({ receiver }) => receiver === "worker")?.leftoversOnly;
    expect(left).toEqual(["1"]);
    expect(verdictsOf(after)).toMatchObject({ "api@1 -> worker@1": "breaking" });
  });

  test("goes on from the old version while some users have the new one already", async () => {
    const { world } = await moving(shop("total"), shop("amount"));
    const { report } = await world.runs(["api@2"]).release(["api@2"]);
    expect(report.components[0]?.chain).toEqual(["1", "2"]);
  });
});

describe("what is not known is never safe", () => {
  const links = (old: readonly string[], next: readonly string[]) =>
    moving(
      { ...shop("total"), "crossfade.yaml": yaml(old) },
      { ...shop("amount"), "crossfade.yaml": yaml(next) },
    );
  const other = "{ from: web, to: api, http: web/uses-api.yaml, served: api/openapi.yaml }";

  const ids = ["api@1", "web@1", "api@2", "web@2"];
  const missing = ["api/openapi.yaml", "crossfade.yaml"].flatMap((path) =>
    ids.map((id) => [path, id] as const),
  );
  test.each(missing)("%s is missing in what was published of %s", async (path, which) => {
    const world = new PublishedShop();
    for (const id of ids)
      await world.publish(shop(id.endsWith("1") ? "total" : "amount"), [id], (files) => {
        if (id === which) delete files[path];
        return files;
      });
    const verdicts = verdictsOf(await world.runs(["api@1", "web@1"]).release(["api@2", "web@2"]));
    for (const pair of ["web@1 -> api@2", "web@2 -> api@1"])
      expect(["unknown", "breaking"]).toContain(verdicts[pair]);
  });

  test("a migration is missing in what was published", async () => {
    const schema = (more: Files): Files => ({
      "crossfade.yaml": `system: shop
components:
  db: { kind: schema, engine: postgres, migrations: db/migrations/ }
  api: { kind: service }
links:
  - { from: api, to: db, sql: api/sql.json }
`,
      "db/migrations/0001_cart.sql": "create table cart (id bigint primary key, total bigint);",
      "api/sql.json": JSON.stringify({
        sqlContract: 1,
        queries: [{ name: "carts", sql: "select id, total from cart" }],
      }),
      ...more,
    });
    const dropped = { "db/migrations/0002_amount.sql": "alter table cart drop column total;" };
    const world = new PublishedShop();
    await world.publish(schema({}), ["api@1", "db@1"]);
    await world.publish(schema(dropped), ["db@2"]);
    const whole = await world.runs(["api@1", "db@1"]).release(["db@2"]);
    expect(verdictsOf(whole)).toMatchObject({ "api@1 -> db@1": "compatible", "api@1 -> db@2": "breaking" });

    const lacking = new PublishedShop();
    await lacking.publish(schema({}), ["api@1", "db@1"]);
    await lacking.publish(
      schema(dropped),
      ["db@2"],
      ({ "db/migrations/0002_amount.sql": _, ...files }) => files,
    );
    const partly = await lacking.runs(["api@1", "db@1"]).release(["db@2"]);
    expect(verdictsOf(partly)).toMatchObject({ "api@1 -> db@2": "unknown" });
  });

  test("a link that only the old crossfade.yaml declares is still one for those who were built with it", async () => {
    const worker = { "worker/main.js": "//", "api/order.json": order("total") };
    const old = { ...shop("total", worker), "crossfade.yaml": yaml([webToApi, apiToWorker], workerLine) };
    const next = {
      ...shop("total"),
      "crossfade.yaml": yaml([webToApi], workerLine),
      "worker/main.js": "// 2",
    };
    const { world } = await moving(old, { ...next, "api/main.js": "// 2" }, ["api", "web", "worker"]);
    const analysis = await world.release(["api@2"]);
    expect(verdictsOf(analysis)).toMatchObject({
      "api@1 -> worker@1": "compatible",
      "api@2 -> worker@1": "not-spoken",
    });
    const gone = await world.release(["worker@2"]);
    expect(verdictsOf(gone)).toMatchObject({ "api@1 -> worker@2": "breaking" });
  });

  test("a link that is new speaks of old versions too, where their repository had the document", async () => {
    const { world, after } = await links([other], [webToApi, other]);
    const verdicts = verdictsOf(await world.release(after));
    expect(verdicts["web@1 -> api@2"]).not.toBe("compatible");
    const plain = await moving(
      {
        ...shop("total"),
        "crossfade.yaml": yaml(["{ from: api, to: web, frame: web/frame.json }"]),
        "web/frame.json": "{}",
      },
      shop("amount"),
    );
    const unlinked = verdictsOf(await plain.world.release(plain.after));
    expect(["unknown", "breaking"]).toContain(unlinked["web@1 -> api@2"]);
  });

  test("without a list of paths nobody can say that a document was not there", async () => {
    const other = {
      ...shop("total"),
      "crossfade.yaml": yaml(["{ from: api, to: web, frame: web/frame.json }"]),
    };
    const { "api/openapi.yaml": _, ...old }: Files = { ...other, "web/frame.json": "{}" };
    const release = async (tamper?: (files: Record<string, string>) => Record<string, string>) => {
      const world = new PublishedShop();
      await world.publish(old, ["api@1", "web@1"], tamper);
      await world.publish(shop("amount"), ["api@2", "web@2"]);
      return verdictsOf(await world.runs(["api@1", "web@1"]).release(["api@2", "web@2"]));
    };
    expect((await release())["web@1 -> api@2"]).toBe("not-spoken");
    const byHand = await release(({ ".crossfade/paths.json": _, ...files }) => files);
    expect(byHand["web@1 -> api@2"]).toBe("unknown");
  });

  test("a contract that moved to another file is still the same link's", async () => {
    const moved = yaml(["{ from: web, to: api, http: contracts/cart.yaml }"]);
    const { "api/openapi.yaml": contract = "", ...rest } = shop("amount");
    const { world, after } = await moving(shop("total"), {
      ...rest,
      "crossfade.yaml": moved,
      "contracts/cart.yaml": contract,
    });
    expect(verdictsOf(await world.release(after))).toMatchObject({
      "web@1 -> api@2": "breaking",
      "web@2 -> api@1": "breaking",
      "web@2 -> api@2": "compatible",
    });
  });

  test("a component that the newest crossfade.yaml does not declare is there all the same", async () => {
    const world = new PublishedShop();
    await world.publish(shop("total"), ["api@1", "web@1"]);
    const without =
      "system: shop\ncomponents:\n  api: { kind: service }\n  job: { kind: job }\nlinks:\n  - { from: job, to: api, http: api/openapi.yaml }\n";
    await world.publish({ ...shop("amount"), "crossfade.yaml": without, "job/main.js": "//" }, [
      "api@2",
      "job@1",
    ]);
    const analysis = await world.runs(["api@1", "web@1"]).release(["api@2", "job@1"]);
    expect(verdictsOf(analysis)).toMatchObject({ "web@1 -> api@2": "breaking" });
    expect(analysis.report.components.find(({ id }) => id === "web")?.chain).toEqual(["1"]);
  });
});

describe("publishing again", () => {
  test("what has not changed is the same, whatever became of the others", async () => {
    const world = new PublishedShop();
    const [first] = await world.publish(shop("total"), ["web@1"]);
    const more = yaml([webToApi, "{ from: api, to: api, store: api/cart.json, retained: 1d }"]);
    const [again] = await world.publish(
      { ...shop("amount"), "web/main.js": "// total", "crossfade.yaml": more, "api/cart.json": "{}" },
      ["web@1"],
    );
    expect(again).toEqual(first);
  });

  test("a contract that lies outside of its component's folder is a promise all the same", async () => {
    const outside = (property: string): Files => ({
      "crossfade.yaml": yaml(["{ from: web, to: api, http: contracts/cart.yaml }"]),
      "contracts/cart.yaml": openapi(property),
      "api/main.js": "//",
      "web/main.js": "//",
    });
    const world = new PublishedShop();
    await world.publish(outside("total"), ["api@1", "web@1"]);
    await expect(world.publish(outside("amount"), ["api@1"])).rejects.toMatchObject({
      code: "CF_VERSION_TAKEN",
    });
    await world.publish(outside("amount"), ["web@1"]);
  });

  test("source code stays where it is; documents that others name come along", async () => {
    const files = {
      ...shop("total"),
      "api/openapi.yaml": openapi("total").replace(
        "type: object",
        'allOf: [{ $ref: "../shared/cart.yaml" }]\n                type: object',
      ),
      "shared/cart.yaml": "$ref: ./deep/line.json\nx-kinds: { late: ./late.yaml }\n",
      "shared/late.yaml": "{}",
      "shared/deep/line.json": "{}",
      "shared/other.yaml": "{}",
    };
    const world = new PublishedShop();
    const [api] = await world.publish(files, ["api@1"]);
    const published = Object.keys(await world.registry.snapshot(api?.snapshot ?? "")).sort();
    expect(published).toEqual([
      ".crossfade/flag-reads.json",
      ".crossfade/paths.json",
      "api/openapi.yaml",
      "crossfade.yaml",
      "shared/cart.yaml",
      "shared/deep/line.json",
      "shared/late.yaml",
    ]);
  });
});
