import { expect, test } from "vitest";
import { Addresses, type ResolvedAddress } from "./addresses.ts";

function world() {
  const answers: (readonly ResolvedAddress[] | Error)[] = [];
  const asked: string[] = [];
  let nowMs = 0;
  const addresses = new Addresses({
    resolve: async (host) => {
      asked.push(host);
      const answer = answers.shift() ?? new Error("no answer left");
      if (answer instanceof Error) throw answer;
      return answer;
    },
    elapsedMs: () => nowMs,
    ttlMs: 1_000,
  });
  const lookup = (options: { readonly all?: boolean; readonly family?: number } = {}) =>
    new Promise((resolve) =>
      addresses.lookup("db.internal", options, (error, address) => resolve(error?.message ?? address)),
    );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { addresses, answers, asked, lookup, pass };
}

const v4 = { address: "10.0.0.1", family: 4 };
const v6 = { address: "::7", family: 6 };

test("a name is asked for once, and again when its time is over", async () => {
  const { answers, asked, lookup, pass } = world();
  answers.push([v4], [{ address: "10.0.0.2", family: 4 }]);
  expect(await Promise.all([lookup(), lookup()])).toEqual(["10.0.0.1", "10.0.0.1"]);
  pass(999);
  expect(await lookup()).toBe("10.0.0.1");
  expect(asked).toHaveLength(1);
  pass(1);
  expect(await lookup()).toBe("10.0.0.2");
});

test("where a name stops resolving the last address is used on", async () => {
  const { answers, lookup, pass } = world();
  answers.push([v4], new Error("ENOTFOUND"));
  await lookup();
  pass(1_000);
  expect(await lookup()).toBe("10.0.0.1");
});

test("a name that never resolved is an error each time", async () => {
  const { answers, lookup } = world();
  answers.push(new Error("ENOTFOUND"), [v4]);
  expect(await lookup()).toBe("ENOTFOUND");
  expect(await lookup()).toBe("10.0.0.1");
});

test("all addresses, or those of one family, are given as they are wanted", async () => {
  const { answers, lookup } = world();
  answers.push([v4, v6]);
  expect(await lookup({ all: true })).toEqual([v4, v6]);
  expect(await lookup({ family: 6 })).toBe("::7");
});

test("a name that no instance has any more is forgotten", async () => {
  const { addresses, answers, asked, lookup } = world();
  answers.push([v4], [v4]);
  await lookup();
  addresses.keep(new Set(["db.internal"]));
  await lookup();
  expect(asked).toHaveLength(1);
  addresses.keep(new Set());
  await lookup();
  expect(asked).toHaveLength(2);
});
