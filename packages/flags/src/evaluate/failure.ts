/** A targeting that cannot be computed for this context. The caller takes its own default. */
export class TargetingFailure extends Error {}

// Made once: a stack costs microseconds, and nobody reads it.
export const noNumber = new TargetingFailure("a number was needed, and it got something else");
export const noList = new TargetingFailure("a list was needed, and it got something else");
export const noText = new TargetingFailure("a text was needed, and it got something else");
export const tooFew = new TargetingFailure("an operator has too few arguments");
export const tooDeep = new TargetingFailure("reduce may not collect lists or objects of lists or objects");
