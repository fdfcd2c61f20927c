import { z } from "zod";
import { duration, example, whole } from "./schema-parts.ts";

/** The shape of a strategy: how users are moved from one version to the next. */
const rungExpected = "1%, 50 users, 1 of 4, 1 run or all";
const yes = z.literal(true, { error: "true, or leave it out" }).optional();

export const strategySchema = z.strictObject(
  {
    canary: z
      .array(
        z
          .string({ error: rungExpected })
          .regex(/^(?:\d{1,3}(?:\.\d{1,2})?%|\d{1,9} users?|\d{1,4} of \d{1,4}|1 run|all)$/, {
            error: rungExpected,
          }),
        { error: "a list such as [1%, 5%, 25%, 100%]" },
      )
      .min(1, { error: "at least one rung" })
      .max(100, { error: "at most 100 rungs" })
      .optional()
      .meta({
        description:
          "The shares of users that get it one after the other, or how many of them. The last is everybody. Of a worker: how many of its consumers. Of a job: one run before the schedule is its own.",
        examples: [
          ["1%", "5%", "25%", "100%"],
          ["50 users", "500 users", "all"],
          ["1 of 4", "2 of 4", "4 of 4"],
          ["1 run", "all"],
        ],
      }),
    blueGreen: yes.meta({
      description: "Everybody at once; the old version stays ready for as long as `retain` says.",
    }),
    rolling: z
      .strictObject(
        {
          sets: whole(2, 64).meta({
            description: "Into how many sets the servers of the old version are cut.",
            examples: [4],
          }),
        },
        example("{ sets: 4 }"),
      )
      .optional()
      .meta({
        description:
          "The servers of the old version get the new one in place, a set after the other: a set leaves the balancer, is updated, comes back, and users follow.",
        examples: [{ sets: 4 }],
      }),
    switch: yes.meta({ description: "Everybody at once, and no evidence is waited for." }),
    bake: duration("Users are on a rung for at least so long. Default: 5m.", ["5m"]).optional(),
    timeout: duration(
      "Evidence that says nothing for so long after that is a matter for people. Default: 30m.",
      ["30m"],
    ).optional(),
    promotion: z
      .enum(["automatic", "manual"])
      .optional()
      .meta({
        description: "Whether a rung with good evidence goes on by itself. Default: automatic.",
        examples: ["manual"],
      }),
    internal: z
      .array(
        z
          .string({ error: "the key of a user" })
          .min(1, { error: "the key of a user" })
          .max(256, { error: "at most 256 characters" }),
        {
          error: "a list of user keys such as [alice]",
        },
      )
      .max(1_000, { error: "at most 1000 users" })
      .optional()
      .meta({ description: "Users who get it before everybody else, by their key.", examples: [["alice"]] }),
    population: whole(1, 10_000_000_000)
      .optional()
      .meta({
        description: "How many users there are; rungs in users are shares of it. At most so many, not about.",
        examples: [1_000],
      }),
  },
  example("{ canary: [1%, 100%], bake: 5m }"),
);

export type RawStrategy = z.output<typeof strategySchema>;
