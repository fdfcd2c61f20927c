import { bucketOf, setWeight, trafficOf } from "@crossfade/core";
import { afterEach, expect, test } from "vitest";
import { ask, EchoVersions } from "../../../../../../test/support/echo-versions.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";
import { mapFile } from "./config-words.ts";
import { RuntimeSocket } from "./runtime-socket.ts";
import type { HaproxySettings } from "./settings.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const half = 5_000;

/** HAProxy with two versions of api, half of the users on each. */
async function halfway(settings: Partial<HaproxySettings> = {}): Promise<RunningHaproxy> {
  const versions = await EchoVersions.start({ api: ["1.9.4", "2.0.0"] });
  open.push(versions);
  const haproxy = await RunningHaproxy.start({ components: versions.components, settings });
  open.push(haproxy);
  const { state } = await haproxy.router.read();
  await haproxy.router.apply(setWeight(state, { component: "api", label: "2.0.0", weight: half }));
  return haproxy;
}

const expected = (key: string) => (bucketOf("first", key) < half ? "2.0.0" : "1.9.4");

/** Of 1 to 300 bytes, with what cookies may hold, and what they should not; ten of each, as half of them would be right anyhow. */
const odd = [
  "a,b",
  "a=b",
  '"q q"',
  "ünïcödé",
  "日本語のユーザー",
  "🙂🙃",
  "%20%zz",
  "a\\b",
  "$HOME",
  "%[src]",
  "x'y",
];
const keys = [
  ...Array.from({ length: 300 }, (_, index) => "0123456789abcdefghij".repeat(15).slice(0, index + 1)),
  ...odd.flatMap((text) => Array.from({ length: 10 }, (_, n) => `${n}${text}${n}`)),
];

describeHaproxy("HAProxy", () => {
  test("HAProxy counts the buckets of all keys as core does, whatever is in them", async () => {
    const { url } = await halfway();
    for (const key of keys) {
      const { echo } = await ask(url, "/", { cookie: `a=1; uid=${key}; uidx=2` });
      expect([key, echo?.label]).toEqual([key, expected(key)]);
    }
  });

  test("a header tells users apart, too; its blanks and commas are part of it", async () => {
    const { url } = await halfway({ userKey: { kind: "header", name: "x-user" } });
    for (const key of ["u", "a, b", "a b;c", "ü"].flatMap((text) =>
      Array.from({ length: 10 }, (_, n) => `${text}${n}${text}`),
    ))
      expect([key, (await ask(url, "/", { "x-user": key })).echo?.label]).toEqual([key, expected(key)]);
  });

  test("of two cookies of one name the first counts, and names are whole", async () => {
    const { url } = await halfway();
    const [old = "", fresh = ""] = [userOf("1.9.4"), userOf("2.0.0")];
    for (const [cookie, label] of [
      [`uid=${old}; uid=${fresh}`, "1.9.4"],
      [`uid=${fresh}; uid=${old}`, "2.0.0"],
      [`xuid=${old};uid=${fresh}`, "2.0.0"],
      [`uid2=${old};  uid=${fresh}  `, "2.0.0"],
    ] as const)
      expect((await ask(url, "/", { cookie })).echo?.label).toBe(label);
  });

  test("whoever shows nothing gets a cookie, and is the same user with it", async () => {
    const { url } = await halfway();
    for (let n = 0; n < 20; n++) {
      const first = await ask(url, "/");
      const [cookie = ""] = first.headers["set-cookie"] ?? [];
      const [, id = ""] =
        /^cf_id=([0-9a-f-]{36}); Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/.exec(cookie) ?? [];
      expect(first.echo?.label).toBe(expected(id));
      const again = await ask(url, "/", { cookie: `cf_id=${id}` });
      expect([again.echo?.label, again.headers["set-cookie"]]).toEqual([expected(id), undefined]);
    }
  });

  test.each([
    ["an empty cookie", "uid="],
    ["a blank one", "uid=  ; b=1"],
    ["one that is too long", `uid=${"x".repeat(513)}`],
    ["a cookie of ours that we never made", "cf_id=<script>"],
  ])("%s tells nobody apart: a new one is given", async (_, cookie) => {
    const { url } = await halfway();
    const { status, headers } = await ask(url, "/", { cookie });
    expect([status, headers["set-cookie"]?.length]).toEqual([200, 1]);
  });

  test("an address tells users apart: the last one that no trusted peer stands for", async () => {
    const { url } = await halfway({ userKey: { kind: "ip" }, trusted: ["127.0.0.0/8", "10.0.0.0/8"] });
    const label = async (forwarded?: string) =>
      (await ask(url, "/", forwarded === undefined ? {} : { "x-forwarded-for": forwarded })).echo?.label;
    expect(await label()).toBe(expected("127.0.0.1"));
    for (let n = 1; n < 30; n++) {
      expect(await label(`6.6.6.6, 192.0.2.${n}`)).toBe(expected(`192.0.2.${n}`));
      expect(await label(`192.0.2.${n}, 10.0.0.1, 10.0.0.2`)).toBe(expected(`192.0.2.${n}`));
    }
  });

  test("an address that a stranger claims is not his", async () => {
    const { url } = await halfway({ userKey: { kind: "ip" } });
    for (let n = 1; n < 10; n++)
      expect((await ask(url, "/", { "x-forwarded-for": `192.0.2.${n}` })).echo?.label).toBe(
        expected("127.0.0.1"),
      );
  });

  test("ten thousand pinned users are pinned, and the next change leaves them where they are", async () => {
    const { url, router, settings } = await halfway();
    const { state } = await router.read();
    const userPins = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`ü-${n}`, "2.0.0"]));
    const api = { ...trafficOf(state, "api"), userPins };
    const pinned = { ...state, generation: state.generation + 1, components: { ...state.components, api } };
    await router.apply(pinned);
    expect((await router.read()).state).toEqual(pinned);
    for (const n of [0, 17, 9_999])
      expect((await ask(url, "/", { cookie: `uid=ü-${n}` })).echo?.label).toBe("2.0.0");
    const { router: id, folder } = settings;
    const socket = new RuntimeSocket({ router: id, path: `${folder}/haproxy.sock`, timeoutMs: 5_000 });
    // Each entry with its address: one that was written again has another.
    const entries = () => socket.ask([`show map ${mapFile(folder, "pins")}`]);
    const before = await entries();
    await router.apply(setWeight(pinned, { component: "api", label: "2.0.0", weight: 100 }));
    expect(await entries()).toEqual(before);
  });
});

function userOf(label: string): string | undefined {
  return Array.from({ length: 100 }, (_, n) => `u-${n}`).find((user) => expected(user) === label);
}
