import { setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { hasWrk } from "../support/wrk.ts";
import { embeddedShifts } from "./embedded-shifts.ts";
import { receiver, residentMb, upload } from "./large-upload.ts";
import { startEmbedded } from "./running-embedded.ts";
import { crowdSize, openCrowd, type WebSocketClient, webSockets } from "./websocket-crowd.ts";

test("20 cycles under full load: no failed request, and hardly one that starts late", async (context) => {
  requireOrSkip(context, hasWrk, "wrk is not installed");
  const shifts = await embeddedShifts(20);
  console.log(JSON.stringify(shifts));
  expect([shifts.load.refused, shifts.load.socketErrors]).toEqual([0, 0]);
  expect(shifts.lateMs.p50).toBeLessThanOrEqual(5);
  expect(shifts.lateMs.p99).toBeLessThanOrEqual(30);
});

test("a gigabyte is uploaded whole, and the proxy does not keep it", async () => {
  const upstream = await receiver();
  const proxy = await startEmbedded([{ label: "v1", urls: [upstream.url] }]);
  try {
    const uploaded = await upload(proxy.url, proxy.pid, 1_024);
    console.log(JSON.stringify(uploaded));
    expect(uploaded.isWhole).toBe(true);
    expect(uploaded.residentMostMb - uploaded.residentBeforeMb).toBeLessThan(200);
  } finally {
    await proxy.stop();
    await upstream.close();
  }
});

test("ten thousand idle WebSockets stay open through a shift, and are told to come again when their version ends", async () => {
  const { sockets, why } = crowdSize();
  expect(sockets).toBeGreaterThan(1_000);
  const upstreams = [await webSockets(), await webSockets()] as const;
  const proxy = await startEmbedded([
    { label: "v1", urls: [upstreams[0].url] },
    { label: "v2", urls: [upstreams[1].url] },
  ]);
  let open: WebSocketClient[] = [];
  try {
    const before = residentMb(proxy.pid);
    open = await openCrowd(proxy.port, sockets);
    const resident = residentMb(proxy.pid);
    const { state } = await proxy.router.read();
    await proxy.router.apply(setWeight(state, { component: "app", label: "v2", weight: 10_000 }));
    expect(open.filter(({ isOpen }) => isOpen())).toHaveLength(sockets);
    const beganMs = Date.now();
    const left = await proxy.router.drain({ component: "app", label: "v1" }, 20_000);
    const codes = await Promise.all(open.map(({ closed }) => closed));
    const drainedMs = Date.now() - beganMs;
    console.log(
      JSON.stringify({ sockets, why, residentBeforeMb: before, residentMb: resident, drainedMs, left }),
    );
    expect(left.streams).toBe(0);
    expect(codes.filter((code) => code === 1_012)).toHaveLength(sockets);
    expect(resident - before).toBeLessThan(1_000);
  } finally {
    for (const { end } of open) end();
    await proxy.stop();
    await Promise.all(upstreams.map((each) => each.close()));
  }
});
