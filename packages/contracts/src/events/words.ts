import type { SetWords } from "../schema-set/words.ts";

export const words: SetWords = {
  name: "events",
  thing: "message",
  counted: ["message type", "message types"],
  taker: "consumer",
  notExpressed: ["message keys", "the order of messages", "duplicates", "the meaning of fields"],
};
