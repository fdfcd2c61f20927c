import { type Expression, partsOf } from "./expression.ts";
import { contextual } from "./operators.ts";
import { stepsOf } from "./path.ts";

/** flagd's own operators, which flagd-core computes when asked, never when compiled. */
const ofFlagd = new Set(["starts_with", "ends_with", "sem_ver"]);
const looksAround = (operator: string) => contextual.has(operator) || ofFlagd.has(operator);

/** `$flagd` is the evaluator's own, whatever a context holds under that name. */
export function variable(path: string, otherwise: Expression, inList: boolean): Expression {
  const steps = stepsOf(path);
  if (inList || steps[0] !== "$flagd")
    return steps.length === 0 && !inList ? { kind: "whole" } : { kind: "variable", steps, otherwise, inList };
  if (steps.length === 2 && steps[1] === "flagKey") return { kind: "flag-key" };
  if (steps.length === 2 && steps[1] === "timestamp") return { kind: "timestamp" };
  return { kind: "variable-by", path: { kind: "constant", value: path }, otherwise, inList };
}

/** Depends on nothing but itself. The entry that a body reads is as constant as its list. */
export function isFixed(expression: Expression): boolean {
  switch (expression.kind) {
    case "constant":
    case "failing":
    case "variable":
    case "variable-by":
    case "whole":
    case "flag-key":
    case "timestamp":
      return false;
    case "map":
    case "filter":
    case "all":
    case "some":
    case "none":
      return isConstant(expression.list) && isClosed(expression.body);
    case "reduce":
      return (
        isConstant(expression.list) &&
        isClosed(expression.body) &&
        (!expression.start || isConstant(expression.start))
      );
    case "call":
      return !looksAround(expression.operator) && expression.items.every(isConstant);
    default:
      return partsOf(expression).every(isConstant);
  }
}

/** Reads nothing but the entry that it is given. */
function isClosed(expression: Expression): boolean {
  if (expression.kind === "failing") return false;
  const looks = expression.kind === "call" && looksAround(expression.operator);
  return !looks && partsOf(expression).every(isClosed);
}

const isConstant = ({ kind }: Expression) => kind === "constant";
