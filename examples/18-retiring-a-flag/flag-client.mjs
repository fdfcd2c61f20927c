// Flags as an OpenFeature client has them: all of them at once, over OFREP, and the code's default for what is not there.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const server = process.env.CROSSFADE_SERVER ?? "http://127.0.0.1:7717";
const tokenFile = join(import.meta.dirname, ".crossfade/control/admin-token");

/** `version` is "web/1.0.0". */
export async function flagClient(version) {
  const token = process.env.CROSSFADE_TOKEN ?? readFileSync(tokenFile, "utf8").trim();
  const answer = await fetch(`${server}/ofrep/v1/evaluate/flags`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-client-version": version,
    },
    body: JSON.stringify({ context: { targetingKey: "user-17" } }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`flags answered ${answer.status}: ${await answer.text()}`);
  const { flags } = await answer.json();
  const served = new Map(flags.map(({ key, value }) => [key, value]));
  return {
    keys: [...served.keys()],
    getBooleanValue: (key, fallback) => served.get(key) ?? fallback,
  };
}
