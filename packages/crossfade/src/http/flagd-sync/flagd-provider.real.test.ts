import { FlagdProvider } from "@openfeature/flagd-provider";
import { OpenFeature, ProviderEvents } from "@openfeature/server-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";

const text = `
features:
  new-checkout: { enabled: true, segments: [staff] }
  new-billing: { enabled: true, needs: { services: { billing: ">=2" } } }
segments: { staff: { email: { ends_with: "@acme.com" } } }
`;
const who = { targetingKey: "u", email: "a@acme.com" };

let flags: FlagRoom;
let token: string;
beforeEach(async () => {
  flags = new FlagRoom(text);
  flags.room.nowMs = Date.now();
  token = await flags.room.token("shop", { role: "flag-client" });
});
afterEach(async () => {
  await OpenFeature.close();
  await flags.close();
});

async function provider(port: number, selector = `flagSetId=production/flags,token=${token}`) {
  const options = {
    resolverType: "in-process",
    host: "127.0.0.1",
    port,
    selector,
    retryBackoffMaxMs: 200,
  } as const;
  await OpenFeature.setProviderAndWait("shop", new FlagdProvider({ ...options, deadlineMs: 2_000 }));
  return OpenFeature.getClient("shop");
}

type Client = ReturnType<typeof OpenFeature.getClient>;

/** Resolves at the event after which the flag has this value. */
function until(client: Client, key: string, expected: boolean): Promise<void> {
  return new Promise((done) => {
    const look = async () => {
      if ((await client.getBooleanValue(key, !expected, who)) === expected) done();
    };
    for (const event of [ProviderEvents.ConfigurationChanged, ProviderEvents.Ready])
      client.addHandler(event, look);
    void look();
  });
}

const change = (from: string, to: string) =>
  flags.source.change({ by: "ada", why: "" }, (before) => before.replace(from, to));

describe("the official provider of flagd, in process", () => {
  test("evaluates by itself what it is sent, and is sent what changed", async () => {
    const client = await provider(await flags.listenForSync());
    expect(await client.getBooleanValue("new-checkout", false, who)).toBe(true);
    expect(await client.getBooleanValue("new-checkout", false, { targetingKey: "v" })).toBe(false);
    expect(flags.served.streams).toEqual({ connected: 1, written: 1 });
    change("new-checkout: { enabled: true", "new-checkout: { enabled: false");
    await until(client, "new-checkout", false);
    expect(flags.served.streams).toEqual({ connected: 1, written: 1 });
    expect(flags.defects).toEqual([]);
  });

  test("knows the lowest live versions, whatever the application says of them", async () => {
    const client = await provider(await flags.listenForSync());
    const boasting = { ...who, "crossfade.live.billing": "9.9.9" };
    expect(await client.getBooleanValue("new-billing", false, boasting)).toBe(false);
    flags.served.lowest = { billing: "2.1.0" };
    while (!(await client.getBooleanValue("new-billing", false, who)))
      await new Promise((done) => setTimeout(done, 5));
    flags.served.lowest = { billing: "1.9.0" };
    while (await client.getBooleanValue("new-billing", true, who))
      await new Promise((done) => setTimeout(done, 5));
  });

  test("has no token in what it tells of a flag, although the selector holds it", async () => {
    const client = await provider(await flags.listenForSync());
    const { flagMetadata } = await client.getBooleanDetails("new-checkout", false, who);
    expect(flagMetadata.scope).toBe("production/flags");
    expect(JSON.stringify(flagMetadata)).not.toContain(token);
  });

  test("is sent nothing more when its token is revoked", async () => {
    await provider(await flags.listenForSync(0, { limits: { heartbeatMs: 20, admittedMs: 0 } }));
    const [known] = await flags.room.store.tokens();
    await flags.room.store.revokeToken(known?.id ?? "", flags.room.nowMs);
    while (flags.served.streams.connected > 0) await new Promise((done) => setTimeout(done, 5));
  });

  test("keeps its values while the server is away, and takes up what changed meanwhile", async () => {
    const port = await flags.listenForSync();
    const client = await provider(port);
    await flags.stopSync();
    expect(flags.served.streams).toEqual({ connected: 0, written: 0 });
    expect(await client.getBooleanValue("new-checkout", false, who)).toBe(true);
    change("new-checkout: { enabled: true", "new-checkout: { enabled: false");
    await flags.listenForSync(port);
    await until(client, "new-checkout", false);
  });
});

describe("who may not", () => {
  test.each([
    ["shows no token", "flagSetId=production/flags", /CF_TOKEN_REFUSED/],
    ["shows a wrong one", "flagSetId=production/flags,token=cf_wrong", /CF_TOKEN_REFUSED/],
    [
      "asks for flags that are not there",
      "flagSetId=staging/flags",
      /CF_FLAG_SET_UNKNOWN.*production\/flags/,
    ],
    ["selects by something else", "source=file.json", /flagSetId=ENVIRONMENT\/COMPONENT/],
  ])("whoever %s is told so", async (_, selector, expected) => {
    const port = await flags.listenForSync();
    const refused = await provider(port, selector).then(
      () => "",
      // gRPC escapes it, and this client leaves it so.
      ({ message }: Error) => decodeURIComponent(message),
    );
    expect(refused).toMatch(expected);
    expect(flags.served.streams.connected).toBe(0);
  });
});
