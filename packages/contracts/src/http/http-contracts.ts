import type { Observation } from "@crossfade/core";
import type { CompareSettings, Contract, ContractKind, Sample } from "../contract.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { sentView } from "../schema/view.ts";
import type { Api } from "./api.ts";
import { meetingOf } from "./exchange.ts";
import { examplePath } from "./path-template.ts";
import { readHttp } from "./read-api.ts";
import { exchangeRules, meetingRules } from "./rules.ts";

/** OpenAPI 3.0 and 3.1: the client's document (what it was built against) and the server's own. */
export const httpContracts: ContractKind = {
  name: "http",
  rules: [...meetingRules, ...exchangeRules],
  defaults: { world: "closed", receiver: "strict", replyReceiver: "tolerant", appliesDefaults: false },
  read: readHttp,
  compare: (sender, receiver, settings) => compareHttp(asApi(sender), asApi(receiver), settings),
  summary: (contract) => {
    const { size } = asApi(contract).operations;
    return { operations: size, text: size === 1 ? "1 operation" : `${size} operations` };
  },
  sample: (contract) => sampleCall(asApi(contract)),
};

function compareHttp(client: Api, server: Api, settings: CompareSettings): readonly Observation[] {
  const meeting = meetingOf(client, server, settings);
  const found = meetingRules.flatMap((rule) => rule.check(meeting));
  for (const exchange of meeting.exchanges) {
    for (const rule of exchangeRules) found.push(...rule.check(exchange));
  }
  return found;
}

/** One call that the client may make; a plain GET where there is one. */
function sampleCall(api: Api): Sample | undefined {
  const operations = [...api.operations.values()];
  const operation = operations.find(({ method }) => method === "GET") ?? operations[0];
  if (!operation) return undefined;
  const schema = operation.body?.content[0]?.schema;
  const body =
    schema &&
    new SchemaComparison(api.schemas, api.schemas, "assert").sample(schema, sentView("closed", "request"));
  const line = `${operation.method} ${operation.basePaths[0] ?? ""}${examplePath(operation.path)}`;
  const { document, pointer } = operation.at;
  return {
    operation: operation.name,
    document: document.path,
    pointer,
    value: body ? { request: line, body: body.value } : { request: line },
  };
}

function asApi(contract: Contract): Api {
  if (contract.kind !== "http") throw new TypeError("not an http contract");
  return contract as Api;
}
