import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { wireLimits } from "../wire/requests.ts";
import type { AppEnv } from "./app-options.ts";
import { errorSchema } from "./view-schemas.ts";

const json = "application/json";

/** What a request carries. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { [json]: { schema } } } as const;
}

/** What comes back: one good answer, and one shape for everything that is refused. */
export function answers(description: string, schema: z.ZodType) {
  return {
    200: { description, content: { [json]: { schema: schema as z.ZodType<never> } } },
    default: { description: "Refused: why, and what to do.", content: { [json]: { schema: errorSchema } } },
  };
}

export const bearer = [{ bearer: [] }];

const id = z.string().min(1).max(wireLimits.maxNameLength);
export const idParam = z.object({ id });
export const environmentParam = z.object({ env: id });
export const environmentQuery = z.object({ environment: id.optional() });
export const componentQuery = z.object({ component: id.optional() });
export const afterQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).openapi({ description: "Entries after this one." }),
});

/** Views are typed where they are made; that they fit the document is a test's matter. */
export function answered(c: Context<AppEnv>, body: unknown): never {
  return c.json(body as never, 200) as never;
}
