import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ComponentTransition, ReleaseEvent, ReleaseSpec } from "@crossfade/core";
import { expect, onTestFinished, test } from "vitest";
import { specOfStory } from "../../../../test/rollout/shop-spec.ts";
import { Story } from "../../../../test/support/story.ts";
import { tree } from "../../../../test/support/tree.ts";
import { createCommandDeployer } from "../adapters/deploy/command-deployer.ts";
import { createDialler } from "../adapters/outbound/dialler.ts";
import { createOutboundProbe } from "../adapters/probe/outbound-probe.ts";
import { Engine } from "../engine/engine.ts";
import { FakeEvidenceStore } from "../store/fake-evidence-store.ts";
import { FakeFactStore } from "../store/fake-fact-store.ts";
import { FakeReleaseStore } from "../store/fake-release-store.ts";
import { ReleasePerformer } from "./performer.ts";

const elapsedMs = () => performance.now();

/** A worker of two consumers, a job, and a set of files on a host that lacks one of them at first. */
class Kinds {
  readonly store = new FakeReleaseStore(Date.now);
  readonly folder = tree({
    "deploy.sh": `#!/bin/sh
count=""; [ -z "$CROSSFADE_OF" ] || count=" $CROSSFADE_COUNT/$CROSSFADE_OF"
paused=""; [ -z "$CROSSFADE_PAUSED" ] || paused=" paused"
echo "$1 $2@$3$count$paused" >> orders
`,
  });
  readonly fetched: string[] = [];
  isUploaded = false;
  edge = "";

  async open(): Promise<void> {
    chmodSync(join(this.folder, "deploy.sh"), 0o755);
    const host = createServer(({ url = "" }, response) => {
      const isThere = this.isUploaded || url !== "/late.js";
      this.fetched.push(`${url} ${isThere}`);
      response.writeHead(isThere ? 200 : 404, { "content-type": "text/javascript" }).end();
    }).listen(0, "127.0.0.1");
    await once(host, "listening");
    this.edge = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    const deployer = createCommandDeployer({
      argv: ["./deploy.sh"],
      timeoutMs: 20_000,
      cwd: this.folder,
      environment: process.env,
    });
    const outbound = createDialler({
      allowed: [new URL(this.edge).host],
      ownPorts: () => [],
      nowMs: Date.now,
    });
    const performer = new ReleasePerformer({
      environment: () => ({
        routers: [],
        deployerOf: () => deployer,
        probe: createOutboundProbe(outbound, elapsedMs),
      }),
      facts: new FakeFactStore(Date.now, () => {}),
      evidence: new FakeEvidenceStore(),
      elapsedMs,
      filesOf: async () => ({ kind: "known", files: [{ path: "app.js" }, { path: "late.js" }] }),
    });
    const engine = new Engine({ store: this.store, performer, holder: "one", elapsedMs });
    onTestFinished(async () => {
      await engine.stop();
      host.closeAllConnections();
      host.close();
    });
    engine.start();
  }

  get spec(): ReleaseSpec {
    const story = new Story().part("worker", "worker").part("nightly", "job").part("cdn", "assets");
    const spec = specOfStory(story, { bakeMs: 0, settings: { judgeEveryMs: 50 } });
    const rung = { bakeMs: 0, timeoutMs: 60_000, promotion: "automatic" } as const;
    const change: Readonly<Record<string, Partial<ComponentTransition>>> = {
      worker: {
        strategy: {
          rungs: [1, 2].map((count) => ({ ...rung, weight: count * 5_000, consumers: { count, of: 2 } })),
        },
      },
      nightly: { runsFirst: true },
      cdn: {
        checks: {
          ...spec.transitions.cdn?.checks,
          assets: { edge: this.edge },
        } as ComponentTransition["checks"],
      },
    };
    const transitions = Object.entries(spec.transitions).map(([id, each]) => [
      id,
      { ...each, ...change[id] },
    ]);
    return { ...spec, transitions: Object.fromEntries(transitions) };
  }

  orders(component: string): readonly string[] {
    const lines = readFileSync(join(this.folder, "orders"), "utf8").trim().split("\n");
    return lines
      .filter((line) => line.includes(` ${component}@`))
      .map((line) => line.replace(`${component}@`, ""));
  }

  async journal(): Promise<readonly ReleaseEvent[]> {
    return (await this.store.journal("r1")).map(({ event }) => event);
  }
}

test("a worker climbs consumer by consumer, a job runs first, files are there before they are named: by a real command and a real host", async () => {
  const kinds = new Kinds();
  await kinds.open();
  await kinds.store.create(kinds.spec);
  const events: readonly ReleaseEvent[] = [{ kind: "start-asked", atMs: 0 }];
  await kinds.store.append({ release: "r1", expectedSeq: 0, actor: "lead", events });
  const told = async () => JSON.stringify(await kinds.journal());
  await expect.poll(told, { timeout: 20_000 }).toContain("/late.js answered 404");
  expect(kinds.orders("cdn")).toEqual(["deploy 1"]);
  kinds.isUploaded = true;
  await expect.poll(told, { timeout: 20_000 }).toContain('"how":"completed"');
  expect(kinds.orders("cdn")).toEqual(["deploy 1", "activate 1"]);
  // What was there at the first look is not fetched again.
  expect(kinds.fetched.filter((each) => each.startsWith("/app.js"))).toEqual(["/app.js true"]);
  expect(kinds.orders("worker")).toEqual([
    "deploy 1 paused",
    "activate 1 1/2",
    "deactivate 0 1/2",
    "activate 1 2/2",
    "deactivate 0 0/2",
    "deactivate 0",
    "retire 0",
  ]);
  expect(kinds.orders("nightly").slice(0, 3)).toEqual(["deploy 1 paused", "run 1", "activate 1"]);
}, 60_000);
