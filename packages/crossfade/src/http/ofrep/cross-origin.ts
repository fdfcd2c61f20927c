const allowedHeaders = [
  "If-None-Match",
  "Authorization",
  "X-API-Key",
  "Content-Type",
  "X-Client-Version",
  "Last-Event-ID",
].join(",");

/** What a page of this origin may read of an answer; of an origin that is not named: nothing. "*" names all. */
export function crossOriginHeaders(
  origins: readonly string[],
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  const isAllowed = origins.includes("*") || origins.includes(origin);
  return {
    vary: "Origin",
    ...(isAllowed
      ? { "access-control-allow-origin": origin, "access-control-expose-headers": "ETag,Retry-After" }
      : {}),
  };
}

/** The answer to the question that browsers ask before they ask. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "GET,POST",
  "access-control-allow-headers": allowedHeaders,
  "access-control-max-age": "600",
};
