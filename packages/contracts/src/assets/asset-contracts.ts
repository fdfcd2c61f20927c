import type { Contract, ContractKind } from "../contract.ts";
import { wholeOf, withOther } from "../observe.ts";
import type { Assets } from "./assets.ts";
import { fetching } from "./fetching.ts";
import { readAssets } from "./read-assets.ts";
import { assetRules } from "./rules.ts";

/** Files: what a page of one version may ask for, against what a server or a CDN of another holds. */
export const assetContracts: ContractKind = {
  name: "assets",
  rules: assetRules,
  defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
  heeds: [],
  notExpressed: ["what scripts call in each other", "caches on the way"],
  read: readAssets,
  compare: (sender, receiver, _settings, { kept = [] } = {}) => {
    const found = fetching(asAssets(sender), asAssets(receiver), kept.map(asAssets));
    const held = [receiver, ...kept].flatMap((each) => [...asAssets(each).held.values()]);
    return assetRules.flatMap((rule) =>
      rule.check(found).map((each) => {
        const same = held.find(({ url }) => each.operation === `GET ${url}`);
        return withOther(each, (side) => (same ? { side, ...same.at } : wholeOf(side, receiver.path)));
      }),
    );
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
