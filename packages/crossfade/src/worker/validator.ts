/**
 * The worker thread in which foreign schemas and foreign patterns run. It may hang or run out of memory: whoever
 * started it holds the deadline (validator-pool.ts) and replaces it.
 */
import { parentPort } from "node:worker_threads";
import type { Question } from "@crossfade/core";
import { judge } from "./judge.ts";

parentPort?.on("message", ({ id, question }: { id: number; question: Question }) => {
  parentPort?.postMessage({ id, answer: judge(question) });
});
parentPort?.postMessage({ ready: true });
