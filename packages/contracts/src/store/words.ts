import type { SetWords } from "../schema-set/words.ts";

export const words: SetWords = {
  name: "store",
  thing: "value",
  counted: ["kind of value", "kinds of values"],
  taker: "reader",
  notExpressed: ["how long a value lives", "concurrent writers", "the meaning of fields"],
};
