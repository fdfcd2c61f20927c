import type { IncomingMessage, ServerResponse } from "node:http";
import { CrossfadeError, errorCatalogue, parseRouterState } from "@crossfade/core";
import type { AdminPorts } from "./admin-ports.ts";
import { createSupervision } from "./supervision.ts";

/** Largest state that is taken; the same as a state file may have. */
const maxBodyBytes = 64 * 1024 * 1024;
const maxDrainMs = 3_600_000;
const maxTextLength = 1_024;

type Answer = (request: IncomingMessage, query: URLSearchParams) => unknown;
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The admin protocol: JSON over HTTP/1.1, by method and path. Every error goes to who asked. */
export function adminAnswers(ports: AdminPorts): Listener {
  const supervise = createSupervision(ports);
  const answers: Readonly<Record<string, Answer>> = {
    "GET /v1/reading": () => ports.reading(),
    "PUT /v1/state": async (request) => ports.apply(parseRouterState(await jsonOf(request))),
    "GET /v1/measures": (_, query) => ports.measure(secondOf(query, "since"), usersSince(query)),
    "POST /v1/drain": async (request) => drained(ports, await jsonOf(request)),
    "GET /v1/process": () => ports.process(),
  };
  return (request, response) => {
    const [path = "", query] = (request.url ?? "").split("?");
    const name = `${request.method} ${path}`;
    const answered = async () => {
      if (name === "POST /v1/supervise") return supervise(pidOf(await jsonOf(request)), response);
      if (!Object.hasOwn(answers, name)) throw refused(`there is no ${name.slice(0, 80)}`);
      const value = await answers[name]?.(request, new URLSearchParams(query));
      if (value === undefined) response.writeHead(204).end();
      else send(response, 200, value);
    };
    answered().catch((error: unknown) => sendError(response, error));
  };
}

function drained(ports: AdminPorts, value: unknown): unknown {
  const { component, label, instance, withinMs } = objectOf(value);
  if (!isText(component) || !isText(label) || !(instance === undefined || isText(instance)))
    throw refused("what is drained is a component and a label, and perhaps an instance");
  if (
    typeof withinMs !== "number" ||
    !Number.isSafeInteger(withinMs) ||
    withinMs < 0 ||
    withinMs > maxDrainMs
  )
    throw refused(`withinMs is a whole number from 0 to ${maxDrainMs} (maxDrainMs)`);
  return ports.drain({ component, label, ...(instance === undefined ? {} : { instance }) }, withinMs);
}

function pidOf(value: unknown): number {
  const { pid } = objectOf(value);
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1)
    throw refused("pid is the number of a process");
  return pid;
}

/** Undefined: users are not asked for. */
function usersSince(query: URLSearchParams): number | undefined {
  return query.has("users") ? secondOf(query, "users") : undefined;
}

function secondOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  if (!/^\d{1,12}$/.test(text)) throw refused(`${name} is a whole number of seconds`);
  return Number(text);
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw refused(`its body is larger than ${maxBodyBytes} bytes (maxBodyBytes)`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw refused("its body is not JSON");
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
}

/** {error: {code, message, hint, details}}; a defect of ours is told as one, without a stack. */
function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const ours =
    error instanceof CrossfadeError
      ? error
      : new CrossfadeError("CF_INTERNAL", { what: error instanceof Error ? error.message : String(error) });
  const { code, message, hint, details } = ours;
  // What is left of a body that was refused is not read.
  response.setHeader("connection", "close");
  send(response, errorCatalogue[code].httpStatus, { error: { code, message, hint, details } });
}

function refused(what: string): CrossfadeError {
  return new CrossfadeError("CF_ADMIN_REQUEST", { what });
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refused("its body is no object");
  return value as Readonly<Record<string, unknown>>;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= maxTextLength;
}
