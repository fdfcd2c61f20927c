/** Three-valued truth: `undefined` is "cannot be said". */
export type Maybe = boolean | undefined;

export function both(a: Maybe, b: Maybe): Maybe {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}
export function either(a: Maybe, b: Maybe): Maybe {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}
export function opposite(a: Maybe): Maybe {
  return a === undefined ? undefined : !a;
}

/** Stops at the first `false`. */
export function every<T>(items: readonly T[], test: (item: T, index: number) => Maybe): Maybe {
  let result: Maybe = true;
  for (let index = 0; index < items.length; index++) {
    result = both(result, test(items[index] as T, index));
    if (result === false) return false;
  }
  return result;
}
/** Stops at the first `true`. */
export function some<T>(items: readonly T[], test: (item: T, index: number) => Maybe): Maybe {
  let result: Maybe = false;
  for (let index = 0; index < items.length; index++) {
    result = either(result, test(items[index] as T, index));
    if (result === true) return true;
  }
  return result;
}
