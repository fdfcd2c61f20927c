import type { FlagDesk } from "../../packages/crossfade/src/http/ofrep/flag-desk.ts";

interface Asked {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks for flags without a socket. What the desk does not answer is 404. */
export async function askFlags(
  desk: FlagDesk | undefined,
  url: string,
  { method, headers = {}, body = "" }: Asked,
): Promise<Response> {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const sent: Readonly<Record<string, string>> = { "content-length": String(body.length), ...headers };
  const answer = await desk?.answer({
    method,
    path: pathname,
    query: searchParams,
    peer: "127.0.0.1",
    header: (name) => sent[name],
    body: async () => body,
  });
  if (answer === undefined) return new Response(null, { status: 404 });
  const { status } = answer;
  const hasBody = status !== 204 && status !== 304 && typeof answer.body === "string";
  return new Response(hasBody ? (answer.body as string) : null, { status, headers: { ...answer.headers } });
}
