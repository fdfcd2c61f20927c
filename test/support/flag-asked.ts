import type { FlagRoom } from "./flag-room.ts";

/** What a program that asks over OFREP is told of one flag. */
export async function flagAsker(flags: FlagRoom) {
  const server = await flags.listen();
  const token = await flags.room.token("shop", { role: "flag-client" });
  /** `client`: "web/2.3.1". */
  const value = async (key: string, user = "u", client?: string): Promise<unknown> => {
    const answer = await fetch(`${server}/ofrep/v1/evaluate/flags/${key}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(client === undefined ? {} : { "x-client-version": client }),
      },
      body: JSON.stringify({ context: { targetingKey: user } }),
    });
    return ((await answer.json()) as { value?: unknown }).value;
  };
  return { server, value };
}
