import { kinds } from "@crossfade/core";
import { z } from "zod";
import { calendarSchema, channelSchema } from "./channel-schema.ts";
import { durationPattern } from "./duration.ts";
import { environmentSchema } from "./environment-schema.ts";
import { readingSchema } from "./reading-schema.ts";
import { routerSchema } from "./router-schema.ts";
import { duration, flag } from "./schema-parts.ts";

/**
 * The shape of crossfade.yaml as it is written: the source of the published JSON Schema.
 * A message given to a zod schema is a noun phrase: what was expected there.
 */
const retainedExpected = "a duration such as 4d or 24h, or for-ever";
const pathExpected = "a path relative to the repository, with /";
const pathText = z.string({ error: pathExpected }).min(1, { error: pathExpected });
const path = (description: string, example: string) => pathText.meta({ description, examples: [example] });

const flagCallExpected = "a call such as flags.bool({key}, {default}) or isOn({key}) = false";
const calledName = String.raw`[A-Za-z_$][\w$]{0,99}(?:(?:\.|::|->)[A-Za-z_$][\w$]{0,99}){0,5}`;
const anyArguments = String.raw`(?:_\s*,\s*){0,4}`;
const moreArguments = String.raw`(?:\s*,\s*_){0,4}\s*`;
const literal = String.raw`(?:true|false|-?\d+(?:\.\d+)?|"[^"\\]*"|'[^'\\]*')`;
/** As the scanner reads it: one {key}, and a default in one place at most. */
const flagCall = new RegExp(
  `^${calledName}\\(\\s*${anyArguments}(?:\\{key\\}${moreArguments}\\)\\s*=\\s*${literal}|\\{key\\}${moreArguments}(?:,\\s*\\{default\\}${moreArguments})?\\)|\\{default\\}\\s*,\\s*${anyArguments}\\{key\\}${moreArguments}\\))$`,
);

const componentId = z.string({ error: "the id of a component" }).min(1, { error: "the id of a component" });
const oneOrMore = (description: string, examples: unknown[]) =>
  z
    .union([componentId, z.array(componentId).min(1, { error: "at least one id" })], {
      error: "the id of a component or a list of ids",
    })
    .meta({ description, examples });

export const componentSchema = z
  .strictObject(
    {
      kind: z
        .enum(kinds)
        .meta({ description: "What it is. It decides every default.", examples: ["service"] }),
      paths: z
        .array(z.string({ error: pathExpected }), { error: "a list of folders and files, such as [api/]" })
        .min(1, { error: "at least one folder or file" })
        .optional()
        .meta({
          description:
            "Folders and files it is built from; it moves when one of them differs. Default: [<id>/].",
          examples: [["api/"]],
        }),
      channel: z
        .string({ error: "the id of a channel" })
        .optional()
        .meta({
          description:
            "How its population moves from version to version. Built in, or declared under `channels`.",
          examples: ["chrome-web-store"],
        }),
      group: z
        .string({ error: "the name of a group" })
        .min(1, { error: "the name of a group" })
        .optional()
        .meta({
          description: "Components of one group start at one moment (one switch, a page and its server).",
          examples: ["shop-front"],
        }),
      endless: z
        .union([z.boolean(), z.array(z.string())], { error: "true, false or a list of version labels" })
        .optional()
        .meta({
          description: "Versions whose population never ends by itself: all of them, or these.",
          examples: [true, ["1.4.0"]],
        }),
      support: duration("How long each version is promised to be served.", ["90d"]).optional(),
      version: path(
        "The file that carries its version. Default: the nearest package.json.",
        "api/package.json",
      ).optional(),
      engine: z
        .enum(["postgres"])
        .optional()
        .meta({ description: "The database behind a schema.", examples: ["postgres"] }),
      migrations: path("Folder of a schema's migrations.", "db/migrations").optional(),
      assets: path("Folder of the built files that its pages name.", "web/dist").optional(),
      keepsEarlier: flag(
        "Files of earlier versions stay where they are: an upload that never deletes.",
      ).optional(),
      manifest: path("Manifest of an add-in or extension.", "outlook/manifest.xml").optional(),
      file: path("The file of flags or configuration.", "config/feature-flags.yaml").optional(),
      flagCalls: z
        .array(z.string({ error: flagCallExpected }).regex(flagCall, { error: flagCallExpected }), {
          error: "a list of calls that read flags",
        })
        .max(32, { error: "at most 32 calls" })
        .optional()
        .meta({
          description:
            "Calls of its own that read flags, beside those of OpenFeature: {key} and {default} say which argument is what, _ is any other; behind = the default where no argument says it.",
          examples: [["flags.bool({key}, _, {default})", "isOn({key}) = false"]],
        }),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "a mapping such as { kind: service }" : undefined) },
  )
  .meta({
    description: "One part with versions of its own.",
    examples: [{ kind: "service", paths: ["api/"] }],
  });

export const linkSchema = z
  .strictObject(
    {
      from: oneOrMore("Who sends.", ["web", ["web", "outlook"]]),
      to: oneOrMore("Who receives.", ["api"]),
      http: path("OpenAPI document. The link is a call.", "api/openapi.yaml").optional(),
      events: path(
        "JSON Schema or AsyncAPI, a file or a folder. With `queue` or `log` messages wait.",
        "api/events/",
      ).optional(),
      store: path(
        "JSON Schema of values that outlive their writer: cache, session, rows.",
        "api/cache/cart.schema.json",
      ).optional(),
      sql: path("The queries that are sent to a schema.", "api/sql-contract.json").optional(),
      flags: path(
        "The flag keys that are read: a list, or a folder (ending in /) of source code that is scanned for them.",
        "web/reads-flags.json",
      ).optional(),
      assets: path(
        "The asset manifest: URLs that a page asks for.",
        "web/dist/.vite/manifest.json",
      ).optional(),
      frame: path(
        "JSON Schema of the messages between a page and its iframe.",
        "contracts/frame.json",
      ).optional(),
      served: path(
        "The receiver's own document, where the one above is the sender's. Default: the migrations of a schema, the file of flags, the assets of what holds them; else the same document.",
        "api/served-flags.json",
      ).optional(),
      uses: z
        .union([pathText, z.record(z.string(), pathText)], {
          error: "a path, or a mapping of senders to paths",
        })
        .optional()
        .meta({
          description:
            "What the sender uses of the contract, a list of operations and fields in its own version; with several senders a mapping. Default: all of it.",
          examples: ["web/uses.yaml", { web: "web/uses.yaml" }],
        }),
      reading: readingSchema.optional(),
      unread: z
        .enum(["fine", "breaks"])
        .optional()
        .meta({
          description:
            "What it means that a receiver knows nothing of a kind of value that was written, or of a type of message that was sent: fine for a cache and for consumers that skip what they do not know, breaks for sessions and rows.",
          examples: ["fine"],
        }),
      queue: z
        .string({ error: "the name of a queue" })
        .optional()
        .meta({ description: "Messages wait in this queue.", examples: ["orders"] }),
      log: z
        .string({ error: "the name of a log" })
        .optional()
        .meta({ description: "Messages are kept in this log and can be read again.", examples: ["orders"] }),
      retained: z
        .string({ error: retainedExpected })
        .regex(new RegExp(`${durationPattern}|^for-ever$`), { error: retainedExpected })
        .optional()
        .meta({
          description: "How long what was written stays readable after its last writer is gone.",
          examples: ["4d", "24h", "for-ever"],
        }),
      carries: flag("The receiver may write back or forward what it read, in the shape it read.").optional(),
      silentUnlessServing: flag(
        "Attested: a dark process of either end neither sends nor reads here.",
      ).optional(),
      affinity: z
        .union(
          [
            z.literal("same-revision"),
            z.record(z.string(), z.string()).meta({ additionalProperties: { type: "string" } }),
          ],
          {
            error: "same-revision, or a mapping of sender version to receiver version",
          },
        )
        .optional()
        .meta({
          description: "A sender version meets only this receiver version.",
          examples: ["same-revision", { "1.8.0": "1.9.4" }],
        }),
    },
    {
      error: (issue) =>
        issue.code === "invalid_type" ? "a mapping such as { from: web, to: api, http: … }" : undefined,
    },
  )
  .meta({
    description:
      "A directed relation through which components meet. Exactly one of http, events, store, sql, flags, assets, frame.",
    examples: [{ from: "web", to: "api", http: "api/openapi.yaml" }],
  });

export const waiverSchema = z
  .strictObject({
    finding: z
      .string()
      .min(1)
      .meta({ description: "The id of a finding, as `crossfade check` prints it.", examples: ["9f3c1a7e"] }),
    reason: z
      .string()
      .min(1)
      .meta({ description: "Why it is not a problem.", examples: ["that endpoint is not called"] }),
    by: z
      .string()
      .min(1)
      .meta({ description: "Who answers for it.", examples: ["release lead"] }),
    expires: z
      .string({ error: "a day such as 2026-12-31" })
      .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "a day such as 2026-12-31" })
      .meta({ description: "The last day on which it holds (UTC).", examples: ["2026-12-31"] }),
  })
  .meta({ description: "Takes one finding out of the reckoning; it is still shown." });

export const fileSchema = z
  .strictObject(
    {
      system: z
        .string({ error: "the name of the system" })
        .min(1, { error: "the name of the system" })
        .meta({ description: "The name of everything that is released together.", examples: ["shop"] }),
      components: z
        .record(z.string(), componentSchema, { error: "a mapping of ids to components" })
        .meta({ description: "The parts, by id.", examples: [{ api: { kind: "service" } }] }),
      links: z
        .array(linkSchema, { error: "a list of links" })
        .optional()
        .meta({ description: "Who sends what to whom." }),
      routers: z
        .record(z.string(), routerSchema, { error: "a mapping of names to routers" })
        .optional()
        .meta({ description: "Routers by name." }),
      channels: z
        .record(z.string(), channelSchema, { error: "a mapping of ids to channels" })
        .optional()
        .meta({ description: "Delivery channels of your own, or other values for a built-in one." }),
      calendars: z
        .record(z.string(), calendarSchema, { error: "a mapping of names to calendars" })
        .optional()
        .meta({ description: "Whose working days business days are, by name." }),
      waivers: z
        .array(waiverSchema, { error: "a list of waivers" })
        .optional()
        .meta({ description: "Findings that somebody answers for." }),
      environments: z
        .record(z.string(), environmentSchema, { error: "a mapping of names to environments" })
        .optional()
        .meta({ description: "Environments by name." }),
    },
    {
      error: (issue) =>
        issue.code === "invalid_type" ? "a mapping with `system` and `components`" : undefined,
    },
  )
  .meta({
    title: "crossfade.yaml",
    description: "What is released together, and through what its parts meet.",
  });

export type RawComponent = z.output<typeof componentSchema>;
export type RawLink = z.output<typeof linkSchema>;
