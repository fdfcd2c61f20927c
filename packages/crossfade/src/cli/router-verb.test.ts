import { CrossfadeError } from "@crossfade/core";
import { expect, test } from "vitest";
import type { Commands, Io } from "./commands.ts";
import type { RouterPorts } from "./router-ports.ts";
import { run } from "./run.ts";

const written = {
  router: "edge",
  listen: { host: "::1", port: 8080 },
  file: ".crossfade/edge/haproxy.cfg",
  versions: [
    { component: "api", label: "2.0.0", instances: 2 },
    { component: "api", label: "1.9.4", instances: 1 },
    { component: "web", label: "1.8.0", instances: 1 },
  ],
  acceptedBy: "2.6.12",
};

async function crossfade(line: string, ports: Partial<RouterPorts>) {
  let out = "";
  let err = "";
  const io = {
    stdout: (text: string) => {
      out += text;
    },
    stderr: (text: string) => {
      err += text;
    },
    env: {},
    isTerminal: false,
    columns: 100,
  };
  const code = await run(
    line.split(" "),
    { router: ports, version: "1" } as unknown as Commands<string>,
    io as unknown as Io,
  );
  return { code, out, err };
}

test("what was written is said, and what to type next", async () => {
  const { code, out } = await crossfade("router config haproxy", { writeConfig: async () => written });
  expect(code).toBe(0);
  expect(out).toBe(`.crossfade/edge/haproxy.cfg is written. HAProxy 2.6.12 takes it.
edge listens on [::1]:8080
  api: 2.0.0 (2 instances), 1.9.4 (1 instance)
  web: 1.8.0 (1 instance)

  haproxy -f .crossfade/edge/haproxy.cfg  start it, or reload yours
  crossfade router collect --router edge  count its traffic
`);
});

test("without HAProxy on this machine nobody has judged it, which is said", async () => {
  const { acceptedBy: _, ...unjudged } = written;
  const { out } = await crossfade("router config haproxy", { writeConfig: async () => unjudged });
  expect(out.split("\n")[0]).toBe(
    ".crossfade/edge/haproxy.cfg is written. HAProxy is not installed here, so nobody has judged it.",
  );
});

test("as JSON it has a schema number", async () => {
  const { out } = await crossfade("router config haproxy --json", { writeConfig: async () => written });
  expect(JSON.parse(out)).toEqual({ routerConfigSchema: 1, ...written });
});

test("--stdout prints the configuration and writes nothing", async () => {
  const asked: unknown[] = [];
  const { out } = await crossfade(
    "router config haproxy --stdout --router edge --config deploy/crossfade.yaml",
    {
      previewConfig: async (choice) => {
        asked.push(choice);
        return "global\n";
      },
    },
  );
  expect([out, asked]).toEqual(["global\n", [{ router: "edge", config: "deploy/crossfade.yaml" }]]);
});

test("what is counted, and what was missed, is told while it goes on", async () => {
  const collect: RouterPorts["collect"] = async (_, tell) => {
    tell({ kind: "collecting", router: "edge", at: { host: "127.0.0.1", port: 8514 } });
    tell({ kind: "missed", lost: 7, foreign: 0 });
    tell({ kind: "missed", lost: 7, foreign: 2 });
    tell({ kind: "stopped", counted: 1_000 });
  };
  expect(
    (await crossfade("router collect", { collect })).out,
  ).toBe(`counting the traffic of edge; its log comes to 127.0.0.1:8514
7 requests were served and not counted
7 requests were served and not counted; 2 lines were not this router's
stopped; 1000 requests were counted
`);
  const json = (await crossfade("router collect --json", { collect })).out
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each));
  expect(json[1]).toEqual({ collectSchema: 1, kind: "missed", lost: 7, foreign: 0 });
});

test("a configuration that HAProxy refuses is an error with its own words", async () => {
  const { code, err } = await crossfade("router config haproxy", {
    writeConfig: async () => {
      throw new CrossfadeError("CF_HAPROXY_INVALID", { file: "haproxy.cfg", why: "unknown keyword 'x'" });
    },
  });
  expect(code).toBe(2);
  expect(err).toContain("unknown keyword 'x'");
});

test("a router of another make is not known", async () => {
  expect(await crossfade("router config nginx", {})).toMatchObject({ code: 2, out: "" });
});
