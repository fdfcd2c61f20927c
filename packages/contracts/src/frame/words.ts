import type { SetWords } from "../schema-set/words.ts";

export const words: SetWords = {
  name: "frame",
  thing: "message",
  counted: ["message type", "message types"],
  taker: "receiver",
  notExpressed: ["trusted origins", "the order of messages", "the meaning of fields"],
};
