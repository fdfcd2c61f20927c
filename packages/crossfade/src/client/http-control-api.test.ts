import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Watched } from "./control-api.ts";
import { HttpControlApi } from "./http-control-api.ts";
import type { CallerOptions } from "./server-call.ts";

const view = (seq: number, more: object = {}) => ({
  releaseSchema: 1,
  id: "r1",
  phase: "running",
  seq,
  planHash: "abc",
  stages: [],
  approvals: {},
  checklist: [],
  wayBack: {},
  next: [],
  ...more,
});

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A control plane that answers as the test says, and remembers what it was asked. */
async function control(answer: (response: ServerResponse, asked: Asked) => void) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const each = { method: request.method, url: request.url, headers: request.headers, body };
    asked.push(each);
    answer(response, each);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = (options: Partial<CallerOptions> = {}) =>
    new HttpControlApi(
      { server: origin, token: "cf_token", version: "1.2.3", ...options },
      { firstRetryMs: 5, longestRetryMs: 20, silentMs: 100 },
    );
  return { origin, asked, api };
}

function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

describe("a call", () => {
  test("goes to its route with the token, and gives what the server answers", async () => {
    const { api, asked } = await control((response) => json(response, view(3)));
    const approved = await api().approve("r 1", { role: "engineering", planHash: "abc" });
    expect(approved.seq).toBe(3);
    expect(asked).toMatchObject([
      {
        method: "POST",
        url: "/api/v1/releases/r%201/approve",
        headers: { authorization: "Bearer cf_token", "content-type": "application/json" },
        body: '{"role":"engineering","planHash":"abc"}',
      },
    ]);
  });

  test("names what it asks about in the query", async () => {
    const { api, asked } = await control((response) => json(response, { releases: [] }));
    await api().releases("the shop & co");
    expect(asked[0]?.url).toBe("/api/v1/releases?environment=the+shop+%26+co");
  });

  test("cannot be led to another route by a name", async () => {
    const { api, asked } = await control((response) => json(response, view(1)));
    await expect(async () => api().release("..")).rejects.toMatchObject({ code: "CF_USAGE" });
    await api().release("../tokens");
    expect(asked.map(({ url }) => url)).toEqual(["/api/v1/releases/..%2Ftokens"]);
  });

  test("is satisfied with an empty answer where there is nothing to say", async () => {
    const { api, asked } = await control((response) => void response.writeHead(204).end());
    await api().revokeToken("t1");
    expect(asked[0]?.method).toBe("DELETE");
  });
});

describe("a refusal", () => {
  test.each([
    [401, "CF_TOKEN_MISSING", 2],
    [403, "CF_RELEASE_UNKNOWN", 2],
    [409, "CF_NO_PLAN", 1],
    [503, "CF_DATABASE_UNREACHABLE", 2],
  ])(
    "with %d is told in the server's words, with its code and the exit code of that",
    async (status, code, exitCode) => {
      const error = { code, message: "It cannot be {now}.", hint: "Do this.", details: { n: 1, odd: {} } };
      const { api } = await control((response) => json(response, { error }, status));
      await expect(api().release("r1")).rejects.toMatchObject({
        code,
        message: "It cannot be {now}.",
        hint: "Do this.",
        exitCode,
        details: { n: 1 },
      });
    },
  );

  test("that only a newer server knows keeps its code", async () => {
    const error = { code: "CF_MOON_PHASE", message: "The moon is full.", hint: "Wait.", details: {} };
    const { api } = await control((response) => json(response, { error }, 409));
    await expect(api().release("r1")).rejects.toMatchObject({ code: "CF_MOON_PHASE", exitCode: 2 });
  });

  test("whose code could do something to a terminal is none of ours", async () => {
    const error = { code: "CF_\u001b[2J", message: "x", hint: "y", details: {} };
    const { api } = await control((response) => json(response, { error }, 409));
    await expect(api().release("r1")).rejects.toMatchObject({ code: "CF_SERVER_STRANGE" });
  });
});

describe("what is no control plane", () => {
  test.each<[string, (response: ServerResponse) => void]>([
    [
      "JSON was expected, not text/html",
      (r) => void r.writeHead(200, { "content-type": "text/html" }).end("<p>hi"),
    ],
    [
      "its JSON is broken",
      (r) => void r.writeHead(200, { "content-type": "application/json" }).end('{"id":'),
    ],
    ["status 502 without an error of Crossfade", (r) => void r.writeHead(502).end("Bad Gateway")],
    ["status 404 without an error of Crossfade", (r) => json(r, { error: "no" }, 404)],
    ["seq is missing", (r) => json(r, { ...view(1), seq: undefined })],
    ["id is missing", (r) => json(r, null)],
    [
      "its answer has more than 1000 bytes (maxAnswerBytes)",
      (r) => json(r, { ...view(1), pad: "x".repeat(2_000) }),
    ],
  ])("is named: %s", async (what, answer) => {
    const { api } = await control(answer);
    await expect(api({ maxAnswerBytes: 1_000 }).release("r1")).rejects.toMatchObject({
      code: "CF_SERVER_STRANGE",
      details: { what },
    });
  });

  test("does not get the token by sending one elsewhere", async () => {
    const other = await control((response) => json(response, view(1)));
    const { api } = await control(
      (response) => void response.writeHead(307, { location: other.origin }).end(),
    );
    await expect(api().release("r1")).rejects.toMatchObject({
      details: { what: "it sends one elsewhere (status 307)" },
    });
    expect(other.asked).toEqual([]);
  });
});

describe("another version of Crossfade", () => {
  test.each<[string, (response: ServerResponse) => void, string]>([
    [
      "releaseSchema 2 is not known here",
      (r) => json(r, { ...view(1), releaseSchema: 2 }),
      "of another version",
    ],
    [
      "next is missing",
      (r) => json(r, { ...view(1), next: undefined }, 200, { "crossfade-version": "9.0.0" }),
      "9.0.0",
    ],
    [
      "it does not know what it was asked",
      (r) => void r.writeHead(404, { "crossfade-version": "0.9.0" }).end("404 Not Found"),
      "0.9.0",
    ],
    [
      "it does not know what it was asked",
      (r) =>
        json(r, { error: { code: "CF_ROUTE_UNKNOWN", message: "Nothing.", hint: "", details: {} } }, 404),
      "of another version",
    ],
  ])("is said plainly: %s", async (what, answer, theirs) => {
    const { api } = await control(answer);
    await expect(api().release("r1")).rejects.toMatchObject({
      code: "CF_SERVER_SKEW",
      details: { what, theirs, ours: "1.2.3" },
    });
  });
});

describe("a server that is away", () => {
  test("is not there: nothing was sent, and `crossfade up` starts one", async () => {
    const { origin, api } = await control(() => {});
    servers.splice(0).map((server) => server.close());
    const failed = api().release("r1");
    await expect(failed).rejects.toMatchObject({
      code: "CF_SERVER_UNREACHABLE",
      details: { server: origin, why: "nobody listens there" },
    });
    await expect(failed).rejects.toHaveProperty("hint", expect.stringContaining("crossfade up"));
  });

  test("says nothing: after the deadline nobody knows whether it was done, and the hint says where to look", async () => {
    const { api } = await control(() => {});
    const abort = api({ answerMs: 30 }).abort("r1", { why: "x" });
    await expect(abort).rejects.toMatchObject({
      code: "CF_SERVER_NO_ANSWER",
      details: { why: "nothing came within 0.03 s" },
    });
    await expect(abort).rejects.toHaveProperty("hint", expect.stringContaining("crossfade release show r1"));
    await expect(api({ answerMs: 30 }).release("r1")).rejects.toMatchObject({ hint: "Do it again." });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["before its answer", (r) => r.destroy()],
    [
      "within its answer",
      (r) => void r.writeHead(200, { "content-length": "99" }).write("{", () => r.destroy()),
    ],
  ])("breaks off %s", async (_, answer) => {
    const { api } = await control(answer);
    await expect(api().release("r1")).rejects.toMatchObject({
      code: "CF_SERVER_NO_ANSWER",
      details: { why: "the connection was cut" },
    });
  });
});

const open = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });
const event = (value: { readonly seq: number }) =>
  `id: ${value.seq}\nevent: release\ndata: ${JSON.stringify(value)}\n\n`;

/** What is seen until the release is at `seq`. */
async function watchUntil(watched: AsyncIterable<Watched>, seq: number): Promise<(number | string)[]> {
  const seen: (number | string)[] = [];
  for await (const each of watched) {
    seen.push(each.kind === "release" ? each.view.seq : each.why);
    if (each.kind === "release" && each.view.seq === seq) break;
  }
  return seen;
}

describe("watching a release", () => {
  const never = new AbortController().signal;

  test("goes on where it was when the connection is cut", async () => {
    const { api, asked } = await control((response, { headers }) => {
      open(response);
      if (headers["last-event-id"] === undefined)
        response.write(`: hi\n\n${event(view(1))}${event(view(2))}data: {"half`, () => response.destroy());
      else response.write(event(view(3)));
    });
    expect(await watchUntil(api().watch("r1", never), 3)).toEqual([1, 2, "the connection was cut", 3]);
    expect(asked.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "2"]);
  });

  test("survives a restart of the server: refused connections, 503, a stream that ends", async () => {
    let times = 0;
    const away = { code: "CF_DATABASE_UNREACHABLE", message: "Away.", hint: "", details: {} };
    const { api } = await control((response) => {
      times += 1;
      if (times === 1) open(response).end(event(view(1)));
      else if (times === 2) json(response, { error: away }, 503);
      else if (times === 3) response.destroy();
      else open(response).write(event(view(9)));
    });
    expect(await watchUntil(api().watch("r1", never), 9)).toEqual([
      1,
      "the connection was closed",
      "Away.",
      "the connection was cut",
      9,
    ]);
  });

  test("gives a silent connection up: comments are enough to keep it", async () => {
    let times = 0;
    const { api } = await control((response) => {
      times += 1;
      open(response).write(event(view(times)));
    });
    expect(await watchUntil(api().watch("r1", never), 2)).toEqual([1, "nothing came within 0.1 s", 2]);
  });

  test("keeps a connection on which only comments come, for as long as it takes", async () => {
    const { api, asked } = await control((response) => {
      open(response).write(event(view(1)));
      let beats = 0;
      // In all twice the time after which a silent one is given up.
      const beat = setInterval(() => {
        beats += 1;
        response.write(beats < 8 ? ": still here\n\n" : event(view(2)));
        if (beats === 8) clearInterval(beat);
      }, 25);
    });
    expect(await watchUntil(api().watch("r1", never), 2)).toEqual([1, 2]);
    expect(asked).toHaveLength(1);
  });

  test("ends with a refusal, at the beginning and later", async () => {
    const error = { code: "CF_RELEASE_UNKNOWN", message: "There is none.", hint: "", details: {} };
    let times = 0;
    const { api } = await control((response) => {
      times += 1;
      if (times === 2) open(response).end(event(view(1)));
      else json(response, { error }, 404);
    });
    await expect(watchUntil(api().watch("r1", never), 9)).rejects.toMatchObject({
      code: "CF_RELEASE_UNKNOWN",
    });
    await expect(watchUntil(api().watch("r1", never), 9)).rejects.toMatchObject({
      code: "CF_RELEASE_UNKNOWN",
    });
  });

  test("does not begin with a server that is away: an address can be wrong", async () => {
    const { api } = await control((response) => response.destroy());
    await expect(watchUntil(api().watch("r1", never), 9)).rejects.toMatchObject({
      code: "CF_SERVER_NO_ANSWER",
    });
  });

  test("is over when the server says that nothing comes any more", async () => {
    let times = 0;
    const { api } = await control((response) => {
      times += 1;
      if (times === 1) open(response).end(event(view(1)));
      else response.writeHead(204).end();
    });
    expect(await watchUntil(api().watch("r1", never), 9)).toEqual([1, "the connection was closed"]);
  });

  test("refuses an event that is no release", async () => {
    const { api } = await control((response) => open(response).write("event: release\ndata: {\n\n"));
    await expect(watchUntil(api().watch("r1", never), 9)).rejects.toMatchObject({
      code: "CF_SERVER_STRANGE",
    });
  });

  test("ends at once when somebody stops it, and lets go of the connection", async () => {
    let closed: Promise<void> = Promise.resolve();
    const { api } = await control((response) => {
      closed = new Promise((resolve) => response.on("close", () => resolve()));
      open(response).write(event(view(1)));
    });
    const stop = new AbortController();
    for await (const each of api().watch("r1", stop.signal)) if (each.kind === "release") stop.abort();
    await closed;
  });
});
