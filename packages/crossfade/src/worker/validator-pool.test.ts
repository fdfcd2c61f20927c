import type { Question } from "@crossfade/core";
import { afterAll, describe, expect, it } from "vitest";
import { startWorker } from "../main/entries.ts";
import { judge } from "./judge.ts";
import { ValidatorPool } from "./validator-pool.ts";

const ask = (schema: unknown, value: unknown, dialect: Question["dialect"] = "2020-12"): Question => ({
  dialect,
  schema,
  value,
});

describe("the judge", () => {
  it.each([
    ["draft-04", { type: "number", maximum: 3, exclusiveMaximum: true }, 3, "invalid"],
    ["draft-06", { $schema: "http://json-schema.org/draft-06/schema#", exclusiveMaximum: 3 }, 3, "invalid"],
    ["draft-07", { if: { type: "string" }, else: false }, 1, "invalid"],
    ["2019-09", { dependentRequired: { a: ["b"] } }, { a: 1 }, "invalid"],
    ["2020-12", { prefixItems: [{ type: "string" }], items: false }, ["a"], "valid"],
  ] as const)("knows %s", (dialect, schema, value, kind) => {
    expect(judge(ask(schema, value, dialect)).kind).toBe(kind);
  });

  it("checks formats", () => {
    expect(judge(ask({ format: "email" }, "someone")).kind).toBe("invalid");
    expect(judge(ask({ format: "email" }, "someone@example.com")).kind).toBe("valid");
  });

  it("says where a value fails", () => {
    expect(judge(ask({ properties: { a: { type: "string" } } }, { a: 1 }))).toMatchObject({
      kind: "invalid",
      at: "/a",
    });
  });

  it("does not confuse schemas that come one after the other", () => {
    const named = (type: string) => ({
      $ref: "https://example.com/a",
      $defs: { b: { $id: "https://example.com/a", type } },
    });
    const plain = (type: string) => ({ $ref: "#/$defs/b", $defs: { b: { type } } });
    const strange = { $ref: "https://example.com/a", $defs: { b: { type: "string" } } };
    for (let round = 0; round < 250; round++) {
      expect(judge(ask(strange, "a")).kind).toBe("unknown");
      const [right, wrong] = round % 2 === 0 ? ["string", "integer"] : ["integer", "string"];
      const value = right === "string" ? "a" : 1;
      for (const make of round < 5 ? [named, plain] : [plain]) {
        expect(judge(ask(make(right as string), value)).kind).toBe("valid");
        expect(judge(ask(make(wrong as string), value)).kind).toBe("invalid");
      }
    }
  });

  it("answers unknown for a broken schema", () => {
    for (const schema of [{ type: "strang" }, { $ref: "#/nowhere" }, { pattern: "(" }]) {
      expect(judge(ask(schema, "a")).kind).toBe("unknown");
    }
  });
});

describe("the validator pool", () => {
  const pool = new ValidatorPool({ startWorker: () => startWorker("validator", {}), deadlineMs: 400 });
  afterAll(() => pool.close());

  it("answers in the order of the questions, and a pattern that explodes only costs itself", {
    timeout: 30_000,
  }, async () => {
    const bomb = ask({ type: "string", pattern: "^(a+)+$" }, `${"a".repeat(40)}!`);
    const answers = await pool.validate([ask({ type: "string" }, "a"), bomb, ask({ type: "string" }, 1)]);
    expect(answers.map((answer) => answer.kind)).toEqual(["valid", "unknown", "invalid"]);
    expect(answers[1]).toEqual({ kind: "unknown", why: "deadline" });
  });

  it("answers unknown for a value that cannot travel, and after it is closed", {
    timeout: 30_000,
  }, async () => {
    const [odd] = await pool.validate([ask({}, () => 1)]);
    expect(odd?.kind).toBe("unknown");
    const closed = new ValidatorPool({ startWorker: () => startWorker("validator", {}) });
    await closed.close();
    expect(await closed.validate([ask({}, 1)])).toEqual([
      { kind: "unknown", why: "the validator was closed" },
    ]);
  });
});
