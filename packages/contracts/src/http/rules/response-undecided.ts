import type { ExchangeRule } from "../rule.ts";
import { gapsIn } from "../value-findings.ts";

const id = "http/response-undecided";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-undecided",
  title: "What the server answers could not be compared",
  explanation:
    "A part of a schema uses something that the analysis does not decide, or refers to a document outside of the repository. It is not shown as safe: the planner keeps the two versions apart where it can.",
  check: (exchange) => gapsIn(exchange, "response", id),
};
