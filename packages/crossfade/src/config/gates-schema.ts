import { z } from "zod";
import { address, duration, example, flag, text, whole } from "./schema-parts.ts";

/** The shape of `gates` of an environment: the evidence that is asked for while users are moved. */
const httpGateSchema = z.strictObject(
  {
    name: text("a name", 64).meta({
      description: "What it is called where its answer is shown.",
      examples: ["checkout"],
    }),
    url: address("What is asked, again and again.", "http://127.0.0.1:8080/health"),
    status: whole(100, 599)
      .optional()
      .meta({ description: "The answer it has to give. Default: 200.", examples: [200] }),
    timeout: duration("A later answer is a wrong one. Default: 5s.", ["5s"]).optional(),
    failures: whole(1, 100)
      .optional()
      .meta({ description: "So many wrong answers in a row fail. Default: 3.", examples: [3] }),
  },
  example("{ name: checkout, url: … }"),
);

const percentExpected = "a share such as 1%";
const percentPattern = /^\d{1,2}(?:\.\d{1,4})?%$/;
const errorGateSchema = z.strictObject(
  {
    tolerance: z
      .number({ error: "a number from 1 to 100" })
      .min(1, { error: "a number from 1 to 100" })
      .max(100, { error: "a number from 1 to 100" })
      .optional()
      .meta({
        description: "So many times the errors of the old version are no harm yet. Default: 1.5.",
        examples: [1.5],
      }),
    objective: z
      .string({ error: percentExpected })
      .regex(percentPattern, { error: percentExpected })
      .optional()
      .meta({
        description: "The largest share of users that may meet an error, whatever the old version does.",
        examples: ["1%"],
      }),
  },
  example("{ tolerance: 1.5 }"),
);

const limitShare = (description: string, of: string) =>
  z
    .string({ error: percentExpected })
    .regex(percentPattern, { error: percentExpected })
    .meta({ description, examples: [of] });
const slowerSchema = z.strictObject(
  {
    thanMs: whole(1, 600_000).meta({
      description: "Milliseconds: one of the `latencyThresholdsMs` of its routers.",
      examples: [500],
    }),
    share: limitShare("The largest share of its users that may have such an answer, 0.1% to 50%.", "5%"),
  },
  example("{ thanMs: 500, share: 5% }"),
);
const limitSchema = z.strictObject(
  {
    component: text("the id of a component").meta({
      description: "Whose users: all of them, whichever version they have.",
      examples: ["api"],
    }),
    errors: limitShare(
      "The largest share of its users that may meet an error, 0.1% to 50%.",
      "1%",
    ).optional(),
    slower: slowerSchema.optional().meta({
      description: "How many of its users may wait for long.",
      examples: [{ thanMs: 500, share: "5%" }],
    }),
  },
  example("{ component: api, errors: 1% }"),
);

export const gatesSchema = z
  .strictObject(
    {
      traffic: flag(
        "Old and new are compared by what routers count. Default: true where a router carries users.",
      ).optional(),
      errors: errorGateSchema.optional().meta({
        description: "How many errors are too many.",
        examples: [{ tolerance: 1.5, objective: "1%" }],
      }),
      warmUp: duration(
        "What an instance answers in its first so long is no evidence; for embedded routers without a warmUp of their own.",
        ["90s"],
      ).optional(),
      minimumRequests: whole(0, 1_000_000_000)
        .optional()
        .meta({
          description: "Requests that the new version has to have had on a rung. Default: 300.",
          examples: [300],
        }),
      limits: z
        .array(limitSchema, { error: "a list such as [{ component: api, errors: 1% }]" })
        .max(32, { error: "at most 32 limits" })
        .optional()
        .meta({
          description:
            "Kept on every rung of a release and of a flag, whatever the old version does. Exactly one of errors, slower in each.",
          examples: [[{ component: "api", errors: "1%" }]],
        }),
      http: z
        .array(httpGateSchema, { error: "a list such as [{ name: checkout, url: … }]" })
        .max(32, { error: "at most 32 checks" })
        .optional()
        .meta({ description: "Addresses that have to answer well while users are moved." }),
    },
    example("{ minimumRequests: 300 }"),
  )
  .meta({
    description: "The evidence that is asked for on every rung.",
    examples: [{ errors: { tolerance: 1.5 } }],
  });
