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

/** A text that is not empty. */
export const text = (expected: string, most = 2_000) =>
  z
    .string({ error: expected })
    .min(1, { error: expected })
    .max(most, { error: `at most ${most} characters` });

/** A whole number within limits. */
export const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** An address that is called; rules look at what it names. */
export const address = (description: string, of: string) =>
  text("an address such as https://ci.example/deploy").meta({ description, examples: [of] });

/** What a mapping looks like, for whoever wrote something else. */
export const example = (written: string) => ({
  error: (issue: { readonly code?: string }) =>
    issue.code === "invalid_type" ? `a mapping such as ${written}` : undefined,
});
