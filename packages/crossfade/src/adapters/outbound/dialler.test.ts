import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createDialler, type DiallerOptions, maxAnswerBytes } from "./dialler.ts";

async function server(listener: RequestListener): Promise<number> {
  const listening = createServer(listener).listen(0, "127.0.0.1");
  await once(listening, "listening");
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return (listening.address() as AddressInfo).port;
}

const dialler = (allowed: readonly string[], more: Partial<DiallerOptions> = {}) =>
  createDialler({ allowed, ownPorts: () => [], nowMs: () => 1_700_000_000_000, ...more });

const get = (url: string, more: object = {}) => ({ url, method: "GET" as const, timeoutMs: 500, ...more });

const refused = { code: "CF_OUTBOUND_REFUSED" };

test.each([
  ["the metadata service", "http://169.254.169.254/latest/meta-data"],
  ["the same as a decimal number", "http://2852039166/"],
  ["the same in octal", "http://0251.0376.0251.0376/"],
  ["the same in hexadecimal", "http://0xa9fea9fe/"],
  ["the same as IPv4 in IPv6", "http://[::ffff:169.254.169.254]/"],
  ["the same in hexadecimal groups", "http://[::ffff:a9fe:a9fe]/"],
  ["the same behind NAT64", "http://[64:ff9b::a9fe:a9fe]/"],
  ["the same as 6to4", "http://[2002:a9fe:a9fe::1]/"],
  ["the metadata service over IPv6", "http://[fd00:ec2::254]/"],
  ["a link-local address", "http://[fe80::1]/"],
  ["no address", "http://0.0.0.0/"],
  ["no address over IPv6", "http://[::]/"],
  ["a multicast address", "http://224.0.0.1/"],
  ["a file", "file:///etc/passwd"],
  ["a URL with a password", "http://me:secret@127.0.0.1/"],
  ["what is no URL", "ci.example"],
])("%s is never called, whatever is listed", async (_, url) => {
  const open = dialler(["0.0.0.0/0", "::/0", "169.254.169.254"]);
  await expect(open.send(get(url, { isKnown: true }))).rejects.toMatchObject(refused);
});

test("this machine has to be listed, or known, in whatever way it is written", async () => {
  const port = await server((_, response) => response.end("here"));
  for (const host of ["127.0.0.1", "2130706433", "0177.1", "[::ffff:127.0.0.1]", "localhost"])
    await expect(dialler(["ci.example"]).send(get(`http://${host}:${port}/`))).rejects.toMatchObject(refused);
  const url = `http://127.0.0.1:${port}/`;
  expect((await dialler(["127.0.0.1"]).send(get(url))).body).toBe("here");
  expect((await dialler([`127.0.0.1:${port}`]).send(get(url))).body).toBe("here");
  expect((await dialler(["127.0.0.0/8"]).send(get(url))).body).toBe("here");
  expect((await dialler([]).send(get(url, { isKnown: true }))).body).toBe("here");
  await expect(dialler(["127.0.0.1:1"]).send(get(url))).rejects.toMatchObject(refused);
});

test("Crossfade's own ports are never called", async () => {
  const port = await server((_, response) => response.end("the API"));
  const open = dialler(["127.0.0.1"], { ownPorts: () => [port] });
  for (const host of ["127.0.0.1", "[::ffff:7f00:1]"])
    await expect(open.send(get(`http://${host}:${port}/`, { isKnown: true }))).rejects.toMatchObject({
      ...refused,
      details: { why: expect.stringContaining("own") },
    });
});

test("a name that is listed and stands for this machine is an attack", async () => {
  const port = await server((_, response) => response.end("here"));
  const rebound = dialler(["ci.example"], { resolve: async () => ["127.0.0.1"] });
  await expect(rebound.send(get(`http://ci.example:${port}/`))).rejects.toMatchObject({
    details: { why: "ci.example stands for 127.0.0.1, this machine, which is not listed" },
  });
});

test("the address that was looked at is the one that is dialled, however the name's answer changes", async () => {
  const port = await server((_, response) => response.end("the right one"));
  const answers = [["127.0.0.1"], ["169.254.169.254"]];
  let looks = 0;
  const open = dialler(["ci.example", "127.0.0.0/8"], { resolve: async () => answers[looks++] ?? [] });
  expect((await open.send(get(`http://ci.example:${port}/`))).body).toBe("the right one");
  expect(looks).toBe(1);
  await expect(open.send(get(`http://ci.example:${port}/`))).rejects.toMatchObject(refused);
});

test("one bad address of several is enough to refuse a name", async () => {
  const open = dialler(["ci.example"], { resolve: async () => ["192.0.2.1", "169.254.169.254"] });
  await expect(open.send(get("http://ci.example/"))).rejects.toMatchObject(refused);
});

test("who is not listed is not even looked up", async () => {
  let looks = 0;
  const open = dialler(["*.example"], { resolve: async () => [`192.0.2.${++looks}`] });
  await expect(open.send(get("http://evil.test/"))).rejects.toMatchObject(refused);
  expect(looks).toBe(0);
});

test("a redirect is an answer like any other: nobody follows it", async () => {
  const port = await server((_, response) =>
    response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  );
  const answer = await dialler(["127.0.0.1"]).send(get(`http://127.0.0.1:${port}/`));
  expect([answer.status, answer.headers.location]).toEqual([302, "http://169.254.169.254/"]);
});

test.each<[string, RequestListener]>([
  ["that never answers", () => {}],
  ["whose answer never ends", (_, response) => response.writeHead(200).write("{")],
])("a server %s is given up at the deadline", async (_, listener) => {
  const port = await server(listener);
  const url = `http://127.0.0.1:${port}/`;
  await expect(dialler(["127.0.0.1"]).send(get(url, { timeoutMs: 100 }))).rejects.toMatchObject({
    code: "CF_OUTBOUND_FAILED",
    details: { url, why: "no answer within 100 ms" },
  });
});

test("a name that is never answered is given up at the deadline, too", async () => {
  const open = dialler(["ci.example"], { resolve: () => new Promise(() => {}) });
  await expect(open.send(get("http://ci.example/", { timeoutMs: 50 }))).rejects.toMatchObject({
    code: "CF_OUTBOUND_FAILED",
  });
});

test("of a long answer only the beginning is read", async () => {
  const port = await server((_, response) => {
    const more = () => {
      while (response.write("x".repeat(65_536)));
      response.once("drain", more);
    };
    more();
  });
  const { body } = await dialler(["127.0.0.1"]).send(get(`http://127.0.0.1:${port}/`));
  expect(body.length).toBe(maxAnswerBytes);
});

test("the query of a URL stays out of what is told", async () => {
  const error = await dialler([])
    .send(get("http://hooks.example/in?token=secret"))
    .catch((thrown: Error) => thrown);
  expect((error as Error).message).not.toContain("secret");
});
