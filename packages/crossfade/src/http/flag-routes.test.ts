import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { z } from "zod";
import { FlagRoom } from "../../../../test/support/flag-room.ts";
import * as views from "./flag-view-schemas.ts";

const text = `
features:
  new-checkout: { enabled: true, rollout_percentage: 5, owner: team-a } # since Monday
  billed: { enabled: true, needs: { services: { billing: ">=2" } } }
`;

let flags: FlagRoom;
let editor: string;
beforeEach(async () => {
  flags = new FlagRoom(text);
  editor = await flags.room.token("ada", { role: "flag-editor" });
});
afterEach(() => flags.close());

async function ask(path: string, body?: unknown, token = editor) {
  const { app } = flags.room.app({ flags: flags.serving() });
  const response = await app.request(`/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { host: "localhost", authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const right = async (path: string, shape: z.ZodType, body?: unknown) => {
  const answer = await ask(path, body);
  expect(answer).toMatchObject({ status: 200 });
  expect(shape.safeParse(answer.body).error).toBeUndefined();
  return answer.body;
};
const codeOf = async (path: string, body?: unknown, token?: string) => {
  const { status, body: answer } = await ask(path, body, token);
  const { code } = answer.error as { readonly code: string };
  return [status, code];
};
const checkout = "/flags/features/new-checkout";

describe("flags", () => {
  test("are listed with who gets them", async () => {
    expect(await right("/flags", views.flagList)).toMatchObject({
      component: "flags",
      file: "flags.yaml",
      revision: 1,
      flags: [
        { key: "new-checkout", enabled: true, audience: "5% of users", owner: "team-a" },
        { key: "billed", audience: "everyone; needs billing >=2" },
      ],
    });
  });

  test("are shown one by one, in the words of the file and in flagd's", async () => {
    expect(await right(checkout, views.flagView)).toMatchObject({
      feature: { rollout_percentage: 5 },
      definition: { state: "ENABLED", defaultVariant: "off" },
    });
    expect(await ask("/flags/features/new-chekout")).toMatchObject({
      status: 404,
      body: { error: { code: "CF_FLAG_UNKNOWN", hint: expect.stringContaining("new-checkout") } },
    });
  });

  test("are explained with what lives in the environment", async () => {
    const asked = () => right("/flags/features/billed/explain", views.flagExplanation, { context: {} });
    expect(await asked()).toMatchObject({ value: false, live: {} });
    flags.served.lowest = { billing: "2.0.0" };
    expect(await asked()).toMatchObject({
      value: true,
      live: { billing: "2.0.0" },
      environment: "production",
    });
  });
});

describe("a change", () => {
  test("is in the file and in effect at once, with author, reason and the lines that changed", async () => {
    const values = { rollout_percentage: 25 };
    expect(await right(checkout, views.flagChanged, { values, why: "no complaints" })).toMatchObject({
      revision: 2,
      change: {
        by: "ada",
        why: "no complaints",
        diff: [
          expect.stringContaining("rollout_percentage: 5"),
          expect.stringContaining("rollout_percentage: 25"),
        ],
      },
    });
    expect(readFileSync(flags.path, "utf8")).toBe(text.replace("percentage: 5,", "percentage: 25,"));
    expect(await right("/flags", views.flagList)).toMatchObject({ revision: 2 });
    expect(await right("/flags/history", views.flagHistory)).toMatchObject({
      revisions: [
        { revision: 2, by: "ada" },
        { revision: 1, by: "the file" },
      ],
    });
  });

  test("that changes nothing is no revision", async () => {
    const { change } = await right(checkout, views.flagChanged, { values: { enabled: true } });
    expect(change).toBeUndefined();
  });

  test("that would break the file is refused with its place", async () => {
    expect(await codeOf(checkout, { values: { rollout_percentage: 101 } })).toEqual([
      422,
      "CF_FLAG_CHANGE_REFUSED",
    ]);
    expect(await codeOf(checkout, { values: {} })).toEqual([400, "CF_REQUEST_INVALID"]);
    expect(readFileSync(flags.path, "utf8")).toBe(text);
  });

  test("says since when it holds only if it says whether it is on", async () => {
    const from = flags.room.nowMs + 60_000;
    for (const values of [{ owner: "team-b" }, { enabled: "yes" }])
      expect(await codeOf(checkout, { values, from })).toEqual([400, "CF_REQUEST_INVALID"]);
    expect(await codeOf(checkout, { values: { enabled: true }, from: "later" })).toEqual([
      400,
      "CF_REQUEST_INVALID",
    ]);
    expect(await codeOf(checkout, { values: { enabled: true }, from })).toEqual([
      422,
      "CF_FLAG_SCHEDULE_REFUSED",
    ]);
    expect(readFileSync(flags.path, "utf8")).toBe(text);
  });

  test("is for whoever may change flags in every environment that the file serves", async () => {
    const elsewhere = await flags.room.token("bo", { role: "flag-editor", environments: ["staging"] });
    const viewer = await flags.room.token("cy", { role: "viewer" });
    const client = await flags.room.token("shop", { role: "flag-client" });
    for (const token of [elsewhere, viewer, client])
      expect(await codeOf(`${checkout}/kill`, {}, token)).toEqual([403, "CF_FORBIDDEN"]);
    for (const token of [elsewhere, client])
      expect(await codeOf("/flags", undefined, token)).toEqual([403, "CF_FORBIDDEN"]);
    expect((await ask("/flags", undefined, viewer)).status).toBe(200);
  });
});

describe("a kill", () => {
  test("switches off for everyone, and says who did it", async () => {
    expect(await right(`${checkout}/kill`, views.flagChanged, { why: "errors" })).toMatchObject({
      change: { by: "ada", why: "kill new-checkout: errors" },
    });
    expect(flags.served.resolve("new-checkout", { targetingKey: "u" })).toMatchObject({
      value: false,
      reason: "STATIC",
    });
  });

  test("does not wait for somebody who left the file broken", async () => {
    flags.write("features: [");
    expect(await codeOf(checkout, { values: { enabled: false } })).toEqual([503, "CF_FLAG_FILE_UNREADABLE"]);
    await right(`${checkout}/kill`, views.flagChanged, {});
    expect(readFileSync(flags.path, "utf8")).toBe(
      text.replace("enabled: true, roll", "enabled: false, roll"),
    );
  });
});

test("a revision comes back to the letter, and that is a revision, too", async () => {
  await right(`${checkout}/kill`, views.flagChanged, {});
  expect(await right("/flags/revert", views.flagChanged, { revision: 1 })).toMatchObject({
    revision: 3,
    change: { why: "back to revision 1" },
  });
  expect(readFileSync(flags.path, "utf8")).toBe(text);
  expect(await codeOf("/flags/revert", { revision: 99 })).toEqual([404, "CF_FLAG_REVISION_UNKNOWN"]);
});

test("a file is exported as it is, and another one put in its place; definitions of flagd, too", async () => {
  expect(await right("/flags/file", views.flagFileText)).toMatchObject({ text });
  const definitions = {
    flags: { a: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" } },
  };
  const body = { text: JSON.stringify(definitions), format: "flagd" };
  await right("/flags/file", views.flagChanged, body);
  const features = { features: { a: { enabled: true, rollout_percentage: 100 } } };
  expect(readFileSync(flags.path, "utf8")).toBe(stringify(features));
  expect(await codeOf("/flags/file", { text: "features: [", format: "features" })).toEqual([
    422,
    "CF_FLAG_CHANGE_REFUSED",
  ]);
  expect(await codeOf("/flags/file", { text: "no", format: "flagd" })).toEqual([
    422,
    "CF_FLAG_CHANGE_REFUSED",
  ]);
});
