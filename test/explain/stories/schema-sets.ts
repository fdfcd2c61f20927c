type Types = Readonly<Record<string, unknown>>;
/** What the sender's version may give, and what the receiver's version takes. */
export type SetStory = readonly [sender: Types, receiver: Types];

const text = { type: "string" };
const field = (schema: unknown, more: object = {}) => ({
  type: "object",
  properties: { a: schema },
  ...more,
});

/** The rules that all folders of schemas share. */
const shared = (kind: string): Readonly<Record<string, SetStory>> => ({
  [`${kind}/enum`]: [{ one: { enum: ["a", "b"] } }, { one: { enum: ["a"] } }],
  [`${kind}/field-required`]: [{ one: field(text) }, { one: field(text, { required: ["a"] }) }],
  [`${kind}/field-unexpected`]: [{ one: field(text) }, { one: field(false) }],
  [`${kind}/type`]: [{ one: text }, { one: { type: "integer" } }],
  [`${kind}/undecided`]: [{ one: field({}) }, { one: field({ $dynamicRef: "#x" }) }],
  [`${kind}/value`]: [{ one: text }, { one: { type: "string", maxLength: 3 } }],
});

const named = (type: string) => ({
  type: "object",
  required: ["type"],
  properties: { type: { enum: [type] } },
});

/** An AsyncAPI document in the place of a schema. */
const described = (message: object) => ({
  asyncapi: "2.6.0",
  info: { title: "", version: "1" },
  channels: { built: { publish: { message: { name: "built", ...message } } } },
});
const avro = (name: string) =>
  described({
    schemaFormat: "application/vnd.apache.avro;version=1.9.0",
    payload: { type: "record", name, fields: [] },
  });

export const eventStories: Readonly<Record<string, SetStory>> = {
  ...shared("events"),
  "events/content-type": [
    { one: described({ contentType: "application/x-protobuf", payload: text }) },
    { one: described({ contentType: "application/json", payload: text }) },
  ],
  "events/not-modelled": [{ one: avro("New") }, { one: avro("Old") }],
  "events/key-changed": [{ one: { "x-partition-key": "a" } }, { one: { "x-partition-key": "b" } }],
  "events/type-changed": [{ one: named("one.2") }, { one: named("one.1") }],
  "events/type-unknown": [{ one: text, two: { enum: ["bye"] } }, { one: text }],
};

export const storeStories: Readonly<Record<string, SetStory>> = {
  ...shared("store"),
  "store/value-unread": [{ cart: text }, { price: text }],
};

export const frameStories: Readonly<Record<string, SetStory>> = {
  ...shared("frame"),
  "frame/type-unknown": [{ one: text, two: { enum: ["bye"] } }, { one: text }],
};
