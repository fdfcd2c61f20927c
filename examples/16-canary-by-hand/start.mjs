// Both versions, for as long as this runs; Ctrl-C ends them.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const instances = [
  ["v1", "9101"],
  ["v2", "9201"],
];
const children = [];
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    for (const child of children) child.kill();
  });

for (const [version, port] of instances) {
  const script = join(import.meta.dirname, "app.mjs");
  const child = spawn(process.execPath, [script, version, port], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [line] = await new Promise((resolve) =>
    createInterface({ input: child.stdout }).once("line", (first) => resolve([first])),
  );
  process.stdout.write(`${line}\n`);
}
process.stdout.write("ready\n");
