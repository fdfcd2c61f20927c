import type { Tolerance, World } from "../contract.ts";

/** Which properties do not travel: `readOnly` ones in requests, `writeOnly` ones in responses. */
export type Flow = "request" | "response" | "either";

/** As whose schema a schema is read. */
export interface View {
  readonly role: "sent" | "accepted";
  readonly world: World;
  readonly tolerance: Tolerance;
  readonly flow: Flow;
  readonly appliesDefaults: boolean;
  /** Below `not` or `if`: what is made milder here is made stricter there. */
  readonly turned: boolean;
}

export function sentView(world: World, flow: Flow): View {
  return { role: "sent", world, tolerance: "strict", flow, appliesDefaults: false, turned: false };
}
export function acceptedView(tolerance: Tolerance, flow: Flow, appliesDefaults = false): View {
  return { role: "accepted", world: "open", tolerance, flow, appliesDefaults, turned: false };
}

/** The schema as written. Used where a transformation would turn round: below `not`, `if`, and to count `oneOf`. */
export function exactView(view: View): View {
  return { ...acceptedView("strict", view.flow), turned: view.turned };
}

export function turnedView(view: View): View {
  return { ...exactView(view), turned: true };
}

const roles = ["sent", "accepted"];
const worlds = ["closed", "open"];
const tolerances = ["strict", "tolerant", "open-enum"];
const flows = ["request", "response", "either"];

/** A number for each view. */
export function viewKey({ role, world, tolerance, flow, appliesDefaults, turned }: View): number {
  let key = roles.indexOf(role) * 2 + worlds.indexOf(world);
  key = key * 3 + tolerances.indexOf(tolerance);
  key = key * 3 + flows.indexOf(flow);
  return key * 4 + (appliesDefaults ? 2 : 0) + (turned ? 1 : 0);
}
