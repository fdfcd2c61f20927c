import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import { addressBookOf } from "../address-book.ts";
import type { Operation } from "../api.ts";
import { nameless } from "../path-template.ts";
import { writtenAs } from "../path-words.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/path-overtaken";

export const rule: MeetingRule = {
  id,
  mirror: {
    waived:
      "only the client opens an exchange; a call to the narrower path that the server lacks is http/endpoint-missing",
  },
  title: "A path that only the server has takes a call that is meant for a wider one",
  explanation:
    "The client calls `/users/{id}`; the server has `/users/me` as well, which the client does not know, and servers take the path that is spelled out. A call with `me` for the id gets another operation's answer. Unknown where the client's contract lists that very word; a notice where any text may stand there; nothing where its type or format excludes it.",
  check: ({ client, server }) => {
    const [book, served] = [addressBookOf(client.operations), addressBookOf(server.operations)];
    // Where the server lacks the wider path, every call of it is told already.
    const isServed = (wide: Operation) => served.partnerOf(`${wide.method} ${nameless(wide.path)}`, wide);
    return [...server.operations]
      .filter(([key]) => !client.operations.has(key))
      .flatMap(([, narrow]) =>
        book
          .takersOf(narrow)
          .filter((wide) => isSameBase(wide, narrow) && isServed(wide))
          .flatMap((wide): Observation[] => {
            const written = writtenAs(client, wide, narrow);
            return written === "never" ? [] : [observed(wide, narrow, written === "listed")];
          }),
      );
  },
};

function isSameBase(wide: Operation, narrow: Operation): boolean {
  return wide.servers.basePaths.some((base) => narrow.servers.basePaths.includes(base));
}

function observed(wide: Operation, narrow: Operation, isListed: boolean): Observation {
  const about = {
    ruleId: id,
    direction: "request",
    operation: wide.name,
    place: placeOf("sender", wide.at),
    other: placeOf("receiver", narrow.at),
    example: { value: narrow.name, at: "" },
    fixes: [`Give ${narrow.name} a path that ${wide.path} does not take.`],
  } as const;
  const why = `the client may call ${wide.name} with the path ${narrow.path}, which the server takes as ${narrow.name}`;
  if (!isListed) return { ...about, outcome: "notice", why };
  return {
    ...about,
    outcome: "unknown",
    why,
    decides: `whether ${narrow.name} answers as ${wide.name} does`,
  };
}
