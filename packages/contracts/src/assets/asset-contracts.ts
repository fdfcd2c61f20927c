import type { Contract, ContractKind } from "../contract.ts";
import type { Assets } from "./assets.ts";
import { fetching } from "./fetching.ts";
import { readAssets } from "./read-assets.ts";
import { assetRules } from "./rules.ts";

/** Files: what a page of one version may ask for, against what a server or a CDN of another holds. */
export const assetContracts: ContractKind = {
  name: "assets",
  rules: assetRules,
  defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
  read: readAssets,
  compare: (sender, receiver, _settings, { kept = [] } = {}) => {
    const found = fetching(asAssets(sender), asAssets(receiver), kept.map(asAssets));
    return assetRules.flatMap((rule) => rule.check(found));
  },
  summary: (contract) => {
    const { asked, held } = asAssets(contract);
    const files = asked.size > 0 ? asked.size : held.size;
    return { operations: files, text: files === 1 ? "1 file" : `${files} files` };
  },
  sample: (contract) => {
    const [first] = asAssets(contract).asked.values();
    return first && { operation: `GET ${first.url}`, ...first.at, value: first.url };
  },
};

function asAssets(contract: Contract): Assets {
  if (contract.kind !== "assets") throw new TypeError("not an assets contract");
  return contract as Assets;
}
