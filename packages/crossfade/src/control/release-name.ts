/** Numbers are tried up to here; then dice decide. */
const maxNumber = 20;
const maxLength = 48;

/** "api-2-0-0", "api-2-0-0-and-2": a name that one can type, made from what moves; numbered where it is taken. */
export function releaseName(
  to: Readonly<Record<string, string>>,
  isTaken: (name: string) => boolean,
  dice: () => string,
): string {
  const base = baseName(to);
  if (!isTaken(base)) return base;
  for (let number = 2; number <= maxNumber; number++)
    if (!isTaken(`${base}-${number}`)) return `${base}-${number}`;
  return `${base}-${dice()}`;
}

function baseName(to: Readonly<Record<string, string>>): string {
  const moves = Object.entries(to);
  const [component, label] = moves[0] ?? ["release", ""];
  const more = moves.length > 1 ? `-and-${moves.length - 1}` : "";
  const words = `${component}-${label}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, "");
  return `${words === "" ? "release" : words}${more}`;
}
