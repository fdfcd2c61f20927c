import type { Context } from "hono";
import type { AppEnv } from "./app-options.ts";

const loopback = /^(?:::ffff:)?127\.|^::1$/;

/** The address at the other end of the connection; "" where there is none. Nothing that a client writes is believed. */
export function peerOf(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? "";
}

/** On this machine, and not passed on by a proxy on this machine. */
export function isLocal(c: Context<AppEnv>): boolean {
  const isForwarded =
    c.req.header("x-forwarded-for") !== undefined || c.req.header("forwarded") !== undefined;
  return loopback.test(peerOf(c)) && !isForwarded;
}
