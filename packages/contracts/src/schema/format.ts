/** What is known of a format: texts that have it, texts that do not; in between nothing is said. */
interface Format {
  readonly surely: RegExp;
  /** What every text of this format has, whoever judges it. In the regular subset: lengths and patterns follow from it. */
  readonly atLeast: RegExp;
  /** The first is the plainest; another may show what the first does not. */
  readonly examples: readonly [string, ...string[]];
  /** Formats that contain this one. */
  readonly within?: readonly string[];
}

/** Every day that each year has: 29 February is left open. */
const day = "\\d{4}-((0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)";
const clock = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)";
/** 0 to 255; a sender may write zeros in front. */
const octet = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";

const anyText = /^[\s\S]*$/;

const formats: Readonly<Record<string, Format>> = {
  "date-time": {
    surely: new RegExp(`^${day}T${clock}$`),
    atLeast: /^\d{4}-\d\d-\d\d[Tt\s]\d\d:\d\d/,
    examples: ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456789+01:00"],
  },
  date: { surely: new RegExp(`^${day}$`), atLeast: /^\d{4}-\d\d-\d\d$/, examples: ["2026-01-31"] },
  time: { surely: new RegExp(`^${clock}$`), atLeast: /^\d\d:\d\d/, examples: ["12:00:00Z"] },
  duration: { surely: /^P\d+D$/, atLeast: /^P/, examples: ["P3D"] },
  email: {
    surely: /^[a-z]{1,40}@[a-z]{1,40}\.[a-z]{2,20}$/,
    atLeast: /[\s\S]@[\s\S]/,
    examples: ["someone@example.com"],
    within: ["idn-email"],
  },
  "idn-email": {
    surely: /^[a-z]{1,40}@[a-z]{1,40}\.[a-z]{2,20}$/,
    atLeast: /@/,
    examples: ["someone@example.com"],
  },
  hostname: {
    surely: /^[a-z]{1,40}(\.[a-z]{1,40}){0,4}$/,
    atLeast: /^[^\s/:@]+$/,
    examples: ["example.com"],
    within: ["idn-hostname"],
  },
  ipv4: {
    surely: /^(\d|[1-9]\d|1\d\d|2[0-4]\d)(\.(\d|[1-9]\d|1\d\d|2[0-4]\d)){3}$/,
    atLeast: new RegExp(`^${octet}(\\.${octet}){3}$`),
    examples: ["192.0.2.1"],
  },
  ipv6: {
    surely: /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}$|^::1$|^2001:db8::1$/,
    atLeast: /^[0-9A-Fa-f:.%]+$/,
    examples: ["2001:db8::1"],
  },
  uri: {
    surely: /^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: /^[A-Za-z][A-Za-z0-9+.-]*:/,
    examples: ["https://example.com/a"],
    within: ["uri-reference", "iri", "iri-reference"],
  },
  "uri-reference": {
    surely: /^[a-z/]*$|^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: /^[^\s<>{}|\\^`]*$/,
    examples: ["/a/b", "a"],
    within: ["iri-reference"],
  },
  uuid: {
    surely: /^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
    atLeast: /^(urn:uuid:)?[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
    examples: ["123e4567-e89b-42d3-a456-426614174000", "123E4567-E89B-42D3-A456-426614174000"],
  },
  // Of these too little is known to tell what does not have them.
  "uri-template": {
    surely: /^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*(\{[a-z]+\})?$/,
    atLeast: anyText,
    examples: ["https://example.com/{id}", "https://example.com/a"],
  },
  "json-pointer": { surely: /^(\/[a-z]+)+$/, atLeast: anyText, examples: ["/a/b"] },
  "relative-json-pointer": {
    surely: /^(0|[1-9]\d{0,8})(\/[a-z]+)*$/,
    atLeast: anyText,
    examples: ["1/a", "0"],
  },
  regex: { surely: /^[a-z]+$/, atLeast: anyText, examples: ["a"] },
  iri: {
    surely: /^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: anyText,
    examples: ["https://example.com/a"],
    within: ["iri-reference"],
  },
  "iri-reference": {
    surely: /^[a-z/]*$|^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: anyText,
    examples: ["/a/b", "a"],
  },
  "idn-hostname": {
    surely: /^[a-z]{1,40}(\.[a-z]{1,40}){0,4}$/,
    atLeast: anyText,
    examples: ["example.com"],
  },
};

/** No text has two of these. */
const apart = new Set(["date-time", "date", "time", "duration", "ipv4", "uuid"]);

function known(name: string): Format | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

/** A format without a meaning on the wire (or none that is known) is a remark and holds nothing back. */
export function isAsserted(name: string): boolean {
  return known(name) !== undefined;
}

/** Undefined between the two bounds of what is known. */
export function hasFormat(name: string, text: string): boolean | undefined {
  const format = known(name);
  if (!format || format.surely.test(text)) return true;
  return format.atLeast.test(text) ? undefined : false;
}

export function formatWithin(sent: string, accepted: string): boolean {
  return sent === accepted || (known(sent)?.within?.includes(accepted) ?? false);
}

/** Surely no text has all of them. */
export function formatsExclude(names: readonly string[]): boolean {
  return new Set(names.filter((name) => apart.has(name))).size > 1;
}

/** A pattern that every text of the format matches; undefined for a format that says nothing. */
export function patternOfFormat(name: string): string | undefined {
  return known(name)?.atLeast.source;
}

export function examplesOfFormat(name: string): readonly string[] {
  return known(name)?.examples ?? [];
}
