import { z } from "zod";
import { durationExpected, durationPattern } from "./duration.ts";

/** A duration as it is written: "4d". */
export const duration = (description: string, examples: string[]) =>
  z
    .string({ error: durationExpected })
    .regex(new RegExp(durationPattern), { error: durationExpected })
    .meta({ description, examples });

/** true or false. */
export const flag = (description: string) => z.boolean({ error: "true or false" }).meta({ description });
