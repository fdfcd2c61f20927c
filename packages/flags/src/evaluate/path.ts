/** The steps of a `var`: "user.name" is two; a backslash keeps the dot behind it. */
export function stepsOf(path: string): readonly string[] {
  if (path === "") return [];
  const steps: string[] = [];
  let step = "";
  for (let index = 0; index < path.length; index++) {
    const next = path[index + 1];
    if (path[index] === "\\" && (next === "." || next === "/" || next === "\\")) {
      step += next;
      index++;
    } else if (path[index] === ".") {
      steps.push(step);
      step = "";
    } else step += path[index];
  }
  return [...steps, step];
}

/** An own property; null where there is none. What a prototype holds is nobody's attribute. */
export function ownAt(data: unknown, key: string): unknown {
  if (data === null || data === undefined) return null;
  const value = (data as Record<string, unknown>)[key];
  if (value === undefined || typeof value === "function" || !Object.hasOwn(data, key)) return null;
  return value;
}

export function valueAt(data: unknown, steps: readonly string[]): unknown {
  let value = data;
  for (const step of steps) value = ownAt(value, step);
  return value;
}

/** Whether there is something, be it null. */
export function isPresent(data: unknown, steps: readonly string[]): boolean {
  let value = data;
  for (const step of steps) {
    if (!value || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
    if (value === undefined) return false;
  }
  return true;
}
