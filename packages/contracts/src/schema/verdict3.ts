/** Three-valued truth: `undefined` is "cannot be said". */
export type Maybe = boolean | undefined;

export function both(a: Maybe, b: Maybe): Maybe {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}
function either(a: Maybe, b: Maybe): Maybe {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}
export function opposite(a: Maybe): Maybe {
  return a === undefined ? undefined : !a;
}

/** Stops at the first `false`. */
export function every<T>(items: Iterable<T>, test: (item: T) => Maybe): Maybe {
  let result: Maybe = true;
  for (const item of items) {
    result = both(result, test(item));
    if (result === false) return false;
  }
  return result;
}
/** Stops at the first `true`. */
export function some<T>(items: Iterable<T>, test: (item: T) => Maybe): Maybe {
  let result: Maybe = false;
  for (const item of items) {
    result = either(result, test(item));
    if (result === true) return true;
  }
  return result;
}
