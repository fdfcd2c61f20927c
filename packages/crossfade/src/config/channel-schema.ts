import { delayPhases } from "@crossfade/core";
import { z } from "zod";
import { delayTimeExpected, delayTimePattern, weekdays } from "./delay-time.ts";
import { duration, flag } from "./schema-parts.ts";

const delayTime = z
  .string({ error: delayTimeExpected })
  .regex(new RegExp(delayTimePattern), { error: delayTimeExpected });

const delaySchema = z
  .union(
    [
      delayTime,
      z.strictObject({
        min: delayTime
          .optional()
          .meta({ description: "The shortest it takes. Default: nothing.", examples: ["1h"] }),
        p50: delayTime.meta({ description: "Half of the time it takes no longer.", examples: ["2d"] }),
        p90: delayTime.meta({
          description: "Nine times in ten it takes no longer. Promises are made of it.",
          examples: ["7bd"],
        }),
        worst: z
          .union([z.literal("unbounded"), delayTime], { error: `${delayTimeExpected}, or unbounded` })
          .meta({ description: "The longest it takes, or unbounded.", examples: ["15bd"] }),
        ahead: flag(
          "It can be over before the version may start: what is reviewed waits until it is released.",
        ).optional(),
        source: z
          .string({ error: "a text" })
          .optional()
          .meta({ description: "Where the numbers come from.", examples: ["our last ten releases"] }),
      }),
    ],
    { error: "a duration such as 2d or 5bd, or a mapping such as { p50: 2d, p90: 7d, worst: 21d }" },
  )
  .meta({
    description: "How long one step takes: a duration, business days (5bd), or a distribution.",
    examples: ["1d", { p50: "3bd", p90: "7bd", worst: "15bd" }],
  });

const delays = (description: string) =>
  z
    .strictObject(
      Object.fromEntries(delayPhases.map((phase) => [phase, delaySchema.optional()])) as Record<
        (typeof delayPhases)[number],
        z.ZodOptional<typeof delaySchema>
      >,
      { error: (issue) => (issue.code === "invalid_type" ? "a mapping such as { review: 5bd }" : undefined) },
    )
    .optional()
    .meta({ description, examples: [{ review: { p50: "3bd", p90: "7bd", worst: "15bd" }, check: "24h" }] });

export const channelSchema = z
  .strictObject({
    forward: z
      .enum(["overlap", "cut", "gap"])
      .optional()
      .meta({ description: "How traffic passes to the next version.", examples: ["overlap"] }),
    back: z
      .enum(["overlap", "cut", "gap", "none", "stays"])
      .optional()
      .meta({
        description:
          "How it goes back. none: it cannot, and nothing with it. stays: it is left at the new version.",
        examples: ["none"],
      }),
    worst: duration("The longest time until the old version is gone.", ["30d"]).optional(),
    worstBack: duration("The same for the way back. Default: as worst.", ["7d"]).optional(),
    tail: flag("Its population leaves in its own time (open pages, installed apps).").optional(),
    delays: delays("How long each step of a delivery takes; for forecasts."),
    delaysBack: delays("The same for the way back. Default: as delays."),
    calendar: z
      .string({ error: "the name of a calendar" })
      .optional()
      .meta({ description: "Whose working days its business days are.", examples: ["store-us"] }),
  })
  .meta({
    description: "A delivery channel.",
    examples: [{ forward: "overlap", back: "none", worst: "30d", tail: true }],
  });

const dayExpected = "a day such as 2026-11-26";

export const calendarSchema = z
  .strictObject(
    {
      zone: z
        .string({ error: "a time zone such as Europe/Prague" })
        .optional()
        .meta({
          description: "The time zone in which a day begins. Default: UTC.",
          examples: ["America/Los_Angeles"],
        }),
      days: z
        .array(z.enum(weekdays), { error: "a list such as [mon, tue, wed, thu, fri]" })
        .min(1, { error: "at least one weekday" })
        .optional()
        .meta({
          description: "The weekdays that are worked. Default: mon to fri.",
          examples: [["sun", "mon"]],
        }),
      holidays: z
        .array(z.string({ error: dayExpected }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: dayExpected }), {
          error: "a list of days such as [2026-11-26]",
        })
        .max(2000, { error: "at most 2000 days" })
        .optional()
        .meta({ description: "Days that are not worked.", examples: [["2026-11-26"]] }),
    },
    {
      error: (issue) =>
        issue.code === "invalid_type" ? "a mapping such as { zone: Europe/Prague }" : undefined,
    },
  )
  .meta({
    description: "Whose working days business days are.",
    examples: [{ zone: "America/Los_Angeles", holidays: ["2026-11-26"] }],
  });

export type RawChannel = z.output<typeof channelSchema>;
export type RawCalendar = z.output<typeof calendarSchema>;
export type RawDelay = z.output<typeof delaySchema>;
