import { z } from "zod";
import { flag } from "./schema-parts.ts";

const tolerance = (who: string) =>
  z
    .enum(["strict", "tolerant", "open-enum"])
    .optional()
    .meta({
      description: `How ${who}: strict, what the schema says; tolerant, unknown properties too; open-enum, tolerant, and texts that are on no list.`,
      examples: ["tolerant"],
    });

/** How both ends of a link are taken to read its contract. */
export const readingSchema = z
  .strictObject({
    sender: z
      .enum(["closed", "open"])
      .optional()
      .meta({
        description:
          "What a sender sends: closed, only what its contract declares; open, anything that it admits. Default: closed.",
        examples: ["closed"],
      }),
    receiver: tolerance("a receiver takes what is sent. Default: strict for http, else tolerant"),
    replies: tolerance("a client takes answers; with http only. Default: tolerant"),
    appliesDefaults: flag(
      "The receiver fills in a missing required field from its default. Default: false.",
    ).optional(),
  })
  .meta({
    description: "How both ends are taken to read the contract.",
    examples: [{ receiver: "tolerant" }],
  });
