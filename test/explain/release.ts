import { type Files, system } from "../support/analysis-story.ts";
import { apiOf } from "../support/contract-story.ts";
import { assetStories, flagStories } from "./stories/flags-and-assets.ts";
import { httpStories } from "./stories/http.ts";
import { eventStories, frameStories, type SetStory, storeStories } from "./stories/schema-sets.ts";
import { sqlStories, tables } from "./stories/sql.ts";

/** Two components, `a` and `b`, and the link between them. */
export interface Release {
  readonly from: Files;
  readonly to: Files;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** `a` speaks to `b`, from version 1.0.0 of both to 2.0.0. */
function release(sender: string, receiver: string, link: string, from: Files, to: Files): Release {
  const parts = { a: `kind: ${sender}`, b: `kind: ${receiver}` };
  const links = [`{ from: a, to: b, ${link} }`];
  return {
    from: { ...system("1.0.0", parts, links), ...from },
    to: { ...system("2.0.0", parts, links), ...to },
  };
}

/** By the kind of contract and the id of a rule: a release in which that rule finds something. */
export function releasesOf(kind: string): Readonly<Record<string, Release>> {
  const made = releases[kind];
  if (!made) throw new Error(`test/explain/release.ts has no stories of ${kind}`);
  return made;
}

const each = <T>(stories: Readonly<Record<string, T>>, of: (story: T) => Release) =>
  Object.fromEntries(Object.entries(stories).map(([rule, story]) => [rule, of(story)]));

/** The new version gives what the first says to an old one that takes what the second says. */
const set =
  (sender: string, receiver: string, link: string) =>
  ([sent, taken]: SetStory): Release => {
    const files = (types: SetStory[0]) =>
      Object.fromEntries(
        Object.entries(types).map(([name, schema]) => [`a/types/${name}.json`, json(schema)]),
      );
    return release(sender, receiver, link, files(taken), files(sent));
  };

const releases: Readonly<Record<string, Readonly<Record<string, Release>>>> = {
  http: each(httpStories, ([client, server]) =>
    release(
      "web",
      "service",
      "http: b/api.json",
      { "b/api.json": json(apiOf(server)) },
      { "b/api.json": json(apiOf(client)) },
    ),
  ),
  events: each(eventStories, set("service", "worker", "events: a/types, queue: q, retained: 1d")),
  store: each(storeStories, set("service", "service", "store: a/types, retained: 1h")),
  frame: each(frameStories, set("web", "web", "frame: a/types")),
  // The old code meets the new schema.
  sql: each(sqlStories, ({ query, before = "select 1", after }) => {
    const migrations = { "b/m/0001_tables.sql": tables, "b/m/0002_before.sql": `${before};` };
    return release(
      "service",
      "schema, engine: postgres, migrations: b/m",
      "sql: a/queries.sql",
      { "a/queries.sql": `-- name: it\n${query};\n`, ...migrations },
      { "a/queries.sql": "select 1;\n", ...migrations, "b/m/0003_after.sql": `${after};` },
    );
  }),
  // The old page meets what is served now.
  flags: each(flagStories, ({ reads, before, after }) =>
    release(
      "web",
      "service",
      "flags: a/flags.json, served: b/flags.json",
      { "a/flags.json": json(reads), "b/flags.json": json(before) },
      { "a/flags.json": json(reads), "b/flags.json": json(after) },
    ),
  ),
  // The new page meets the old host.
  assets: each(assetStories, ([page, host]) =>
    release(
      "web",
      "service",
      "assets: a/urls.json, served: b/urls.json",
      { "a/urls.json": json(host), "b/urls.json": json(host) },
      { "a/urls.json": json(page), "b/urls.json": json(page) },
    ),
  ),
};
