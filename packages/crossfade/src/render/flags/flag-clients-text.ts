import type { FlagClients } from "../../wire/flag-views.ts";
import { counted } from "../traffic/columns.ts";

/** "Revision 42: 1,048 of 1,050 clients." and, of providers that evaluate by themselves, what is known of them. */
export function clientsText(revision: number, clients: FlagClients): string {
  const { connected, confirmed, streams, written } = clients;
  const all = connected + streams;
  if (all === 0) return "No client is connected.";
  const heard = `Revision ${revision}: ${counted(confirmed + written)} of ${counted(all)} ${all === 1 ? "client" : "clients"}`;
  if (streams === 0) return `${heard} asked again since.`;
  const parts = [
    ...(connected === 0 ? [] : [`${counted(confirmed)} of ${counted(connected)} asked again`]),
    `to ${counted(written)} of ${counted(streams)} that evaluate by themselves it was sent`,
  ];
  return `${heard} (${parts.join(", ")}).`;
}
