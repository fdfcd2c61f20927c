import { z } from "zod";
import { limitsSchema } from "./router-limits.ts";
import { duration } from "./schema-parts.ts";

/** The shape of `routers` in crossfade.yaml. A message is a noun phrase: what was expected there. */
const tokenName = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";
const instanceExpected = "an instance such as http://127.0.0.1:9101: scheme, host and port, no path";
const instancesExpected = "a list of instances such as [http://127.0.0.1:9101]";
const labelsExpected = "a mapping of version labels to instances";

const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });
/** Milliseconds, within limits. */
const ms = (least: number, most: number) => count(least, most, "a number of milliseconds");
const count = (least: number, most: number, what = "a whole number") => {
  const error = `${what} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

export const routeSchema = z.strictObject(
  {
    path: z
      .string({ error: "a path that begins with /" })
      .regex(/^\//, { error: "a path that begins with /" })
      .meta({ description: "Prefix of the request path, whole segments.", examples: ["/api"] }),
    host: text("the name of a host")
      .optional()
      .meta({ description: "Only for this host.", examples: ["shop.example"] }),
    to: text("the id of a component").meta({
      description: "The component that serves it.",
      examples: ["api"],
    }),
    name: text("the name of a route")
      .max(64, { error: "a name of at most 64 characters" })
      .optional()
      .meta({ description: "What it is called in measures. Default: its path.", examples: ["checkout"] }),
  },
  { error: (issue) => (issue.code === "invalid_type" ? "a route such as { path: /, to: web }" : undefined) },
);

export const healthSchema = z
  .strictObject(
    {
      path: z
        .string({ error: "a path that begins with /" })
        .regex(/^\/[!-~]*$/, { error: "a path that begins with /" })
        .optional()
        .meta({ description: "What is asked of each instance; 200 to 299 is healthy.", examples: ["/up"] }),
      everyMs: ms(100, 600_000)
        .optional()
        .meta({ description: "How often, in milliseconds.", examples: [1_000] }),
      timeoutMs: ms(10, 60_000)
        .optional()
        .meta({ description: "How long an answer may take, in milliseconds.", examples: [5_000] }),
      needed: count(1, 100)
        .optional()
        .meta({ description: "Good answers in a row before an instance gets users.", examples: [3] }),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "a mapping such as { path: /up }" : undefined) },
  )
  .meta({ description: "How a router finds out whether an instance may get users." });

const upstreamsSchema = z
  .record(
    z.string(),
    z.record(
      z.string(),
      z
        .array(z.string({ error: instanceExpected }), { error: instancesExpected })
        .min(1, { error: "at least one instance such as http://127.0.0.1:9101" })
        .max(64, { error: "at most 64 instances" }),
      { error: labelsExpected },
    ),
    { error: "a mapping of components to their versions" },
  )
  .meta({
    description: "Where each version of each component runs: by component, by version label, oldest first.",
    examples: [{ api: { "1.9.4": ["http://127.0.0.1:9101"], "2.0.0": ["http://127.0.0.1:9102"] } }],
  });

export const routerSchema = z
  .strictObject(
    {
      kind: z
        .enum(["embedded", "haproxy", "nginx", "envoy", "gateway-api"])
        .meta({ description: "Which data plane carries the traffic.", examples: ["embedded"] }),
      listen: text("an address and a port such as 127.0.0.1:8080")
        .optional()
        .meta({
          description: "Address and port it listens on; port 0 takes any free one.",
          examples: ["127.0.0.1:8080"],
        }),
      hosts: z
        .array(text("the name of a host"), { error: "a list of host names" })
        .min(1, { error: "at least one host name" })
        .optional()
        .meta({
          description: "Requests for other hosts are refused. Default: every host.",
          examples: [["shop.example"]],
        }),
      routes: z
        .array(routeSchema, { error: "a list of routes such as [{ path: /, to: web }]" })
        .max(256, { error: "at most 256 routes" })
        .optional()
        .meta({
          description: "Which component serves which path; the first match wins.",
          examples: [[{ path: "/api", to: "api" }]],
        }),
      upstreams: upstreamsSchema.optional(),
      userKey: z
        .string({ error: "cookie:NAME, header:NAME or ip" })
        .regex(new RegExp(`^(cookie|header):${tokenName}$|^ip$`), { error: "cookie:NAME, header:NAME or ip" })
        .optional()
        .meta({
          description: "What keeps a user on the same side. Default: a cookie of the router's own, cf_id.",
          examples: ["cookie:uid"],
        }),
      salt: text("a text of at most 128 characters")
        .max(128, { error: "a text of at most 128 characters" })
        .optional()
        .meta({
          description: "Decides who comes first; another salt, other users. Default: the name of the system.",
          examples: ["spring-release"],
        }),
      health: healthSchema.optional(),
      trusted: z
        .array(text("an address or a network such as 10.0.0.0/8"), { error: "a list of networks" })
        .max(256, { error: "at most 256 networks" })
        .optional()
        .meta({
          description:
            "Who may say for whom a request is forwarded: addresses and networks. Default: nobody.",
          examples: [["10.0.0.0/8", "::1"]],
        }),
      state: text("a folder")
        .optional()
        .meta({
          description:
            "Folder of what the router remembers and of its sockets, seen from crossfade.yaml. Default: .crossfade/<id>.",
          examples: ["/var/lib/crossfade/edge"],
        }),
      collect: text("an address and a port such as 127.0.0.1:8514")
        .optional()
        .meta({
          description:
            "Kind haproxy: where its log goes and `crossfade router collect` listens. Default: 127.0.0.1:8514.",
          examples: ["127.0.0.1:8514"],
        }),
      limits: limitsSchema.optional(),
      balance: z
        .enum(["least-in-flight", "round-robin"])
        .optional()
        .meta({
          description: "Which instance of a version gets the next request. Default: least-in-flight.",
          examples: ["round-robin"],
        }),
      warmUp: duration(
        "What an instance answers in its first so many seconds is no evidence about its version. Default: 0s.",
        ["30s"],
      ).optional(),
      latencyThresholdsMs: z
        .array(ms(1, 600_000), { error: "a list of milliseconds" })
        .min(1, { error: "at least one threshold" })
        .max(13, { error: "at most 13 thresholds" })
        .optional()
        .meta({
          description: "Milliseconds; users with an answer that took longer are counted at each.",
          examples: [[100, 500, 2_000]],
        }),
    },
    {
      error: (issue) => (issue.code === "invalid_type" ? "a mapping such as { kind: embedded }" : undefined),
    },
  )
  .meta({ description: "A router that shares traffic between versions." });

export type RawRouter = z.output<typeof routerSchema>;
