import { contractKinds } from "@crossfade/contracts";

/** Rules about a link as a whole; those about a contract are the contracts' own. */
const linkRules: Readonly<Record<string, string>> = {
  "link/contract-missing": "there is no contract",
  "link/contract-unreadable": "the contract cannot be read",
  "link/not-analysed": "this kind of contract is not compared yet",
  "link/not-served": "the receiver does not serve this link",
  "flags/needs-service": "a flag needs a higher version of a service",
  "link/receiver-absent": "the receiver is not there",
};

/** The title of each rule, by id. */
export function ruleTitles(ids: readonly string[]): Record<string, string> {
  const known = new Map([
    ...Object.entries(linkRules),
    ...Object.values(contractKinds).flatMap((kind) =>
      kind.rules.map((each): [string, string] => [each.id, each.title]),
    ),
  ]);
  return Object.fromEntries([...new Set(ids)].sort().map((id) => [id, known.get(id) ?? id]));
}
