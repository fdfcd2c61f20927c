import type { Content } from "./api.ts";

/** "Application/JSON; v=1 ; charset=utf-8" -> "application/json;charset=utf-8;v=1". */
export function normalisedMediaType(text: string): string {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim());
  return [type.toLowerCase(), ...parameters.filter((part) => part !== "").map(parameter)]
    .sort((a, b) => Number(b.includes("/")) - Number(a.includes("/")) || (a < b ? -1 : 1))
    .join(";");
}

function parameter(text: string): string {
  const equals = text.indexOf("=");
  if (equals < 0) return text.toLowerCase();
  const name = text.slice(0, equals).trim().toLowerCase();
  const value = text
    .slice(equals + 1)
    .trim()
    .replace(/^"(.*)"$/, "$1");
  return `${name}=${name === "charset" ? value.toLowerCase() : value}`;
}

/** Without parameters. */
export function bareType(mediaType: string): string {
  return mediaType.split(";", 1)[0] ?? "";
}

/** JSON is UTF-8 whatever is said about it. */
function withoutJsonCharset(mediaType: string): string {
  return /[/+]json$/.test(bareType(mediaType)) ? mediaType.replace(/;charset=[^;]*/, "") : mediaType;
}

/**
 * The description that takes a media type: the very same; else, where only one of the two has parameters and there is
 * just one of this type on either side, that one; else a range; else, of a range, the only one in it. Undefined also
 * where it cannot be told.
 */
export function takerOf(
  { mediaType }: Content,
  sent: readonly Content[],
  offered: readonly Content[],
): Content | undefined {
  const same = (content: Content) => content.mediaType === mediaType;
  const alike = (content: Content) => withoutJsonCharset(content.mediaType) === withoutJsonCharset(mediaType);
  for (const matches of [same, alike]) {
    const found = offered.filter(matches);
    if (found.length === 1) return found[0];
  }
  const kin = offered.filter((content) => isOfType(content, mediaType));
  const [only] = kin;
  const plain = (text: string) => withoutJsonCharset(text) === bareType(text);
  if (only && kin.length === 1 && plain(only.mediaType) !== plain(mediaType))
    return sent.filter((content) => isOfType(content, mediaType)).length === 1 ? only : undefined;
  if (kin.some((content) => plain(content.mediaType) || plain(mediaType))) return undefined;
  const wider = offered.filter((content) => isRange(content) && isWithin(mediaType, content));
  const [exact] = wider.toSorted((a, b) => b.mediaType.length - a.mediaType.length);
  if (exact) return exact;
  const within = offered.filter((content) => isWithin(content.mediaType, { mediaType }));
  return within.length === 1 ? within[0] : undefined;
}

/** "text/*", "application/*+json", any type. */
function isRange({ mediaType }: Pick<Content, "mediaType">): boolean {
  return mediaType.includes("*");
}

/** Whether a range takes a media type; a range takes a narrower one. */
export function isWithin(mediaType: string, range: Pick<Content, "mediaType">): boolean {
  const [family = "", wanted = ""] = bareType(range.mediaType).split("/");
  const [ofFamily = "", type = ""] = bareType(mediaType).split("/");
  if (family === "*") return true;
  if (family !== ofFamily || !wanted.startsWith("*")) return false;
  return type.endsWith(wanted.slice(1));
}

/** A range is sent of which the receiver takes only a part: what it stands for is not said. */
export function isVague(sent: Content, offered: readonly Content[]): boolean {
  if (!isRange(sent) || offered.some((content) => isRange(content) && isWithin(sent.mediaType, content)))
    return false;
  return offered.some((content) => isWithin(content.mediaType, sent));
}

/** Other descriptions of the same type, with other parameters. */
export function kinOf({ mediaType }: Content, offered: readonly Content[]): readonly Content[] {
  return offered.filter((content) => isOfType(content, mediaType));
}

function isOfType(content: Content, mediaType: string): boolean {
  return bareType(content.mediaType) === bareType(mediaType);
}
