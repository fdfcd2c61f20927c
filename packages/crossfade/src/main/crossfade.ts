import { run } from "../cli/run.ts";
import { processIo } from "./process-io.ts";
import { Stop } from "./stop.ts";
import { createCommands } from "./wiring.ts";

const stop = new Stop();
for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.once(signal, () => stop.now(exitCode));

/** A reader that has seen enough (`| head`) is no error; the exit code stays what was found. */
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    // A disk that is full cannot take a report; where even stderr is gone the exit code has to tell.
    if (stream === process.stdout)
      process.stderr.write(`error CF_OUTPUT_UNWRITABLE: the output cannot be written: ${error.code}.\n`);
    process.exit(2);
  });

process.exitCode = await run(process.argv.slice(2), createCommands(stop), processIo());
