/** What is known of a format: texts that have it, texts that do not; in between nothing is said. */
interface Format {
  readonly surely: RegExp;
  /** What every text of this format has. */
  readonly atLeast: RegExp;
  readonly example: string;
  /** Formats that contain this one. */
  readonly within?: readonly string[];
}

const day = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])";
const clock = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)";

const formats: Readonly<Record<string, Format>> = {
  "date-time": {
    surely: new RegExp(`^${day}T${clock}$`),
    atLeast: /^\d{4}-\d\d-\d\d[Tt\s]\d\d:\d\d/,
    example: "2026-01-31T12:00:00Z",
  },
  date: { surely: new RegExp(`^${day}$`), atLeast: /^\d{4}-\d\d-\d\d$/, example: "2026-01-31" },
  time: { surely: new RegExp(`^${clock}$`), atLeast: /^\d\d:\d\d/, example: "12:00:00Z" },
  duration: { surely: /^P\d+D$/, atLeast: /^P/, example: "P3D" },
  email: {
    surely: /^[a-z]+@[a-z]+\.[a-z]{2,}$/,
    atLeast: /^[^@\s]+@[^@\s]+$/,
    example: "someone@example.com",
    within: ["idn-email"],
  },
  "idn-email": { surely: /^[a-z]+@[a-z]+\.[a-z]{2,}$/, atLeast: /@/, example: "someone@example.com" },
  hostname: {
    surely: /^[a-z]+(\.[a-z]+)*$/,
    atLeast: /^[^\s/:@]+$/,
    example: "example.com",
    within: ["idn-hostname"],
  },
  ipv4: {
    surely: /^(\d|[1-9]\d|1\d\d|2[0-4]\d)(\.(\d|[1-9]\d|1\d\d|2[0-4]\d)){3}$/,
    atLeast: /^\d+\.\d+\.\d+\.\d+$/,
    example: "192.0.2.1",
  },
  ipv6: {
    surely: /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}$|^::1$|^2001:db8::1$/,
    atLeast: /^[0-9A-Fa-f:.%]+$/,
    example: "2001:db8::1",
  },
  uri: {
    surely: /^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: /^[A-Za-z][A-Za-z0-9+.-]*:\S/,
    example: "https://example.com/a",
    within: ["uri-reference", "iri", "iri-reference"],
  },
  "uri-reference": {
    surely: /^[a-z/]*$|^https:\/\/[a-z]+(\.[a-z]+)*(\/[a-z0-9]*)*$/,
    atLeast: /^[^\s<>"{}|\\^`]*$/,
    example: "/a/b",
    within: ["iri-reference"],
  },
  uuid: {
    surely: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    atLeast: /^(urn:uuid:)?[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
    example: "123e4567-e89b-42d3-a456-426614174000",
  },
};

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

export function exampleOfFormat(name: string): string | undefined {
  return known(name)?.example;
}
