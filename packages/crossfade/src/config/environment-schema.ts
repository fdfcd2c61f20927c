import { z } from "zod";
import { weekdays } from "./delay-time.ts";
import { gatesSchema } from "./gates-schema.ts";
import { address, duration, example, flag, text, whole } from "./schema-parts.ts";
import { strategySchema } from "./strategy-schema.ts";

/** The shape of `environments` in crossfade.yaml. A message is a noun phrase: what was expected there. */
const texts = (expected: string, list: string, most: number) =>
  z.array(text(expected), { error: list }).max(most, { error: `at most ${most} entries` });
const dayExpected = "a day such as 2026-12-20";
const day = z.string({ error: dayExpected }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: dayExpected });
const timeExpected = 'a time of day such as "09:00"';
const time = z
  .string({ error: timeExpected })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: timeExpected });
const variableExpected = "the name of an environment variable, such as KUBECONFIG";
const secretExpected = "the name of an environment variable, such as env:DEPLOY_SECRET";
const secret = z
  .string({ error: secretExpected })
  .regex(/^env:[A-Za-z_][A-Za-z0-9_]{0,127}$/, { error: secretExpected })
  .optional()
  .meta({
    description: "Which environment variable of the control plane holds the secret that signs what is sent.",
    examples: ["env:DEPLOY_SECRET"],
  });
const calendar = text("the name of a calendar")
  .optional()
  .meta({ description: "Whose zone and working days count. Default: UTC, every day.", examples: ["office"] });

const deployerSchema = z
  .strictObject(
    {
      command: z
        .array(text("a word of the command", 4_096), {
          error: "a list of words such as [./deploy.sh, --now]: no shell takes it apart",
        })
        .min(1, { error: "at least the program" })
        .max(64, { error: "at most 64 words" })
        .optional()
        .meta({
          description: "Program and arguments; action, component and version are added at the end.",
          examples: [["./deploy.sh"]],
        }),
      env: z
        .array(
          z
            .string({ error: variableExpected })
            .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, { error: variableExpected }),
          { error: "a list of names of environment variables" },
        )
        .max(64, { error: "at most 64 names" })
        .optional()
        .meta({
          description:
            "Environment variables of the control plane that the command gets; PATH, HOME and the like it always gets, others never.",
          examples: [["KUBECONFIG"]],
        }),
      webhook: address("Called for every action; signed.", "https://ci.example/deploy").optional(),
      secret,
      external: z
        .literal(true, { error: "true, or leave it out" })
        .optional()
        .meta({ description: "Somebody else deploys, and says so with `crossfade deployed`. The default." }),
      timeout: duration("An action that takes longer has failed. Default: 10m.", ["10m"]).optional(),
      edge: address(
        "Of assets: where users fetch them. Every file is fetched there before a page names it; without it none is, and that is said.",
        "https://cdn.example/static",
      ).optional(),
    },
    example("{ command: [./deploy.sh] }"),
  )
  .meta({
    description: "How versions of a component come to run. Exactly one of command, webhook, external.",
    examples: [{ command: ["./deploy.sh"], timeout: "10m" }],
  });

const approvalSchema = z.strictObject(
  {
    role: text("the name of a role", 128).meta({ description: "Who is asked.", examples: ["product"] }),
    count: whole(1, 20)
      .optional()
      .meta({ description: "So many different people. Default: 1.", examples: [2] }),
  },
  example("{ role: product, count: 1 }"),
);

const windowSchema = z.strictObject(
  {
    calendar,
    weekdays: z
      .array(z.enum(weekdays), { error: "a list such as [mon, tue, wed, thu]" })
      .min(1, { error: "at least one weekday" })
      .optional()
      .meta({
        description: "These weekdays, unless they are holidays. Default: those that the calendar works.",
        examples: [["mon", "tue"]],
      }),
    from: time.meta({ description: "When it opens, in the calendar's zone.", examples: ["09:00"] }),
    to: time.meta({
      description: "When it closes; before `from`: on the next day.",
      examples: ["16:00", "24:00"],
    }),
  },
  example('{ calendar: office, from: "09:00", to: "16:00" }'),
);

const freezeSchema = z.strictObject(
  {
    calendar,
    from: day.meta({ description: "The first day of it.", examples: ["2026-12-20"] }),
    to: day.meta({ description: "The last day of it.", examples: ["2027-01-02"] }),
    why: text("why users are not moved", 200).meta({
      description: "What people are told.",
      examples: ["holidays"],
    }),
  },
  example("{ from: 2026-12-20, to: 2027-01-02, why: holidays }"),
);

const darkSchema = z
  .strictObject(
    {
      ready: whole(0, 1_000)
        .optional()
        .meta({ description: "Ready answers in a row. Default: 3.", examples: [3] }),
      soak: duration("It runs dark for so long before its first user. Default: 0s.", ["2m"]).optional(),
      synthetic: z
        .array(text("a path that begins with /").regex(/^\//, { error: "a path that begins with /" }), {
          error: "a list of paths such as [/up]",
        })
        .max(32, { error: "at most 32 paths" })
        .optional()
        .meta({
          description: "Asked of the new version, through the router, as a tester.",
          examples: [["/up"]],
        }),
      rehearse: flag(
        "One user that nobody is goes there and back before anybody else, and the time is kept. Default: true.",
      ).optional(),
    },
    example("{ ready: 3, soak: 2m }"),
  )
  .meta({
    description: "What a new version has to show before its first user.",
    examples: [{ ready: 3, soak: "2m" }],
  });

const checklistSchema = z.strictObject(
  {
    id: text("a short name such as support-told", 64)
      .regex(/^[a-z0-9][a-z0-9-]*$/, { error: "a short name such as support-told" })
      .meta({ description: "What it is answered by.", examples: ["support-told"] }),
    text: text("a sentence", 500).meta({
      description: "What has to be so.",
      examples: ["Support has been told."],
    }),
  },
  example('{ id: support-told, text: "Support has been told." }'),
);

const notifySchema = z.strictObject(
  {
    name: text("a name", 64).meta({
      description: "What it is called in the list of deliveries.",
      examples: ["chat"],
    }),
    url: address("Where news of releases go, signed.", "https://hooks.example/x"),
    secret,
  },
  example("{ name: chat, url: … }"),
);

const strategyExample = { canary: ["1%", "25%", "100%"], bake: "5m" };

export const environmentSchema = z
  .strictObject(
    {
      routers: z
        .array(z.string({ error: "the name of a router" }), { error: "a list of routers such as [edge]" })
        .optional()
        .meta({ description: "The routers of this environment.", examples: [["edge"]] }),
      deploy: z
        .record(z.string(), deployerSchema, { error: "a mapping of components to how they are deployed" })
        .optional()
        .meta({ description: "How versions come to run, by component. Default: external." }),
      approvals: z
        .array(approvalSchema, { error: "a list such as [{ role: product, count: 1 }]" })
        .max(16, { error: "at most 16 roles" })
        .optional()
        .meta({ description: "Whose yes is needed before users are moved. Default: nobody's." }),
      approvalsLast: duration("An approval counts for so long. Default: 24h.", ["24h"]).optional(),
      selfApproval: flag("Who created or started a release may approve it too. Default: false.").optional(),
      windows: z
        .array(windowSchema, { error: 'a list such as [{ from: "09:00", to: "16:00" }]' })
        .min(1, { error: "at least one window; leave it out for any time" })
        .max(32, { error: "at most 32 windows" })
        .optional()
        .meta({ description: "When users may be moved forward. Default: at any time." }),
      freezes: z
        .array(freezeSchema, {
          error: "a list such as [{ from: 2026-12-20, to: 2027-01-02, why: holidays }]",
        })
        .max(100, { error: "at most 100 freezes" })
        .optional()
        .meta({ description: "Days on which they may not, whatever the windows say." }),
      contacts: texts("whom to call", 'a list such as ["release lead: +1 555 0100"]', 32)
        .optional()
        .meta({
          description: "Whom to call when something is wrong.",
          examples: [["release lead: +1 555 0100"]],
        }),
      strategy: strategySchema
        .optional()
        .meta({ description: "How users are moved.", examples: [strategyExample] }),
      strategies: z
        .record(z.string(), strategySchema, { error: "a mapping of components to strategies" })
        .optional()
        .meta({ description: "The same for single components; what they leave out is as in `strategy`." }),
      dark: darkSchema.optional(),
      gates: gatesSchema.optional(),
      retain: duration(
        "An old version without users stays for so long, so that one can go back to it at once. Default: 1h.",
        ["1h"],
      ).optional(),
      checklist: z
        .array(checklistSchema, { error: "a list of items with id and text" })
        .max(50, { error: "at most 50 items" })
        .optional()
        .meta({
          description:
            "What a person has to confirm before users are moved. Default: that those who need to know were told and product agrees, where approvals are asked for; [] asks nothing.",
        }),
      notify: z
        .array(notifySchema, { error: "a list such as [{ name: chat, url: … }]" })
        .max(16, { error: "at most 16 addresses" })
        .optional()
        .meta({ description: "Who is told of what happens." }),
      outbound: texts("a host such as ci.example, or with a port", "a list of hosts", 64)
        .optional()
        .meta({
          description:
            "The hosts that may be called. Default: those that are named here. Link-local addresses, metadata services and own ports never are.",
          examples: [["ci.example", "hooks.example:8443"]],
        }),
    },
    example("{ routers: [edge] }"),
  )
  .meta({ description: "One running instance of the system.", examples: [{ routers: ["edge"] }] });

export type RawEnvironment = z.output<typeof environmentSchema>;
