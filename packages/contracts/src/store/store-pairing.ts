import { type Pairing, pairByName } from "../schema-set/pairing.ts";
import { keyOf, keysMeet } from "./store-key.ts";

/**
 * Where both sides say under which key they store, the keys decide which schemas are meant for each other, whatever the
 * files are called; else the names do.
 */
export const pairByKey: Pairing = (type, sent, sender, receiver) => {
  const key = keyOf(sent);
  const named = new Set(pairByName(type, sent, sender, receiver).accepted);
  const others = [...receiver.types.values()].map((schema) => ({ schema, key: keyOf(schema) }));
  const accepted = others.filter((other) =>
    key === undefined || other.key === undefined ? named.has(other.schema) : keysMeet(key, other.key),
  );
  const told =
    sender.single === receiver.single ||
    (key !== undefined && others.every((other) => other.key !== undefined));
  return {
    accepted: accepted.map(({ schema }) => schema),
    ...(accepted.length > 0 || told
      ? {}
      : { doubt: "one side has a file and the other a folder, and none of its files has that name" }),
  };
};
