/** What goes through a database comes out as another object. */
export function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
