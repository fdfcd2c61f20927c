import { expect, test } from "vitest";
import { BackgroundPrograms, freePorts } from "./background-program.ts";

/** A program that listens and says so. */
const listening = (port: number | undefined, more = "") => ({
  command: `"${process.execPath}" -e 'require("node:http").createServer((_, answer) => answer.end()).listen(${port}, "127.0.0.1", () => console.log("it is\\nup and running\\nsince")); ${more}'`,
  cwd: ".",
  env: process.env,
  until: "up",
});

test("a program is shown up to the line that says that it is up, works, and ends when it is told to", async () => {
  const [port] = await freePorts(1);
  const programs = new BackgroundPrograms();
  expect(await programs.start(listening(port))).toBe("it is\nup and running\n");
  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  await programs.endAll();
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test("a program that does not end by itself is ended, and that is an error", async () => {
  const [port] = await freePorts(1);
  const programs = new BackgroundPrograms(100);
  await programs.start(listening(port, 'process.on("SIGINT", () => {});'));
  await expect(programs.endAll()).rejects.toThrow("did not end when it was told to");
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test("free ports differ", async () => {
  expect(new Set(await freePorts(5)).size).toBe(5);
});
