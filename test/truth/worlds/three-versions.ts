import type { Component } from "@crossfade/core";
import { call, part, queue, rows, schema, service, story, type World } from "./story.ts";

const movers: Record<string, (id: string) => Component> = {
  rolls: (id) => service(id, ["0", "1", "2"]),
  cuts: (id) => schema(id, ["0", "1", "2"]),
  lags: (id) => part(id, ["0", "1", "2"], { kind: "web", dark: "cold", tail: true }),
};
const media = { call, queue, rows };
const pairs = ["0 -> 1", "0 -> 2", "1 -> 0", "1 -> 1", "1 -> 2", "2 -> 0", "2 -> 1", "2 -> 2"];

/** All worlds of two components of three versions and one link between them, compatible or breaking. */
export function* threeVersionWorlds(): Generator<World & { readonly name: string }> {
  for (const [from, sender] of Object.entries(movers))
    for (const [to, receiver] of Object.entries(movers))
      for (const [medium, link] of Object.entries(media))
        for (let code = 0; code < 2 ** pairs.length; code++) {
          const breaking = pairs.filter((_, bit) => (code >> bit) & 1).map((pair) => `a-b: ${pair}`);
          const world = story([sender("a"), receiver("b")], [link("a", "b")], breaking);
          yield { ...world, name: `a ${from}, b ${to}; ${medium} ${breaking.join(", ")}` };
        }
}
