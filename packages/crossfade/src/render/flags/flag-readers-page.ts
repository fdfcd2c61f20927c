import type { FlagReader, FlagReaders } from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { columns, lines } from "../traffic/columns.ts";

/** Which versions read which flag, with which default; then what cannot be told. `key`: that one alone. */
export function flagReadersPage({ flags, uncertain }: FlagReaders, key?: string): string {
  const shown = flags.filter((each) => key === undefined || each.key === key);
  const rows = shown.flatMap(({ key: name, isServed, readers }) =>
    readers.length === 0
      ? [[name, "no published version reads it", "", "", ""]]
      : readers.map((each, index) => [
          index === 0 ? `${name}${isServed ? "" : " (not served)"}` : "",
          each.component,
          versionsText(each),
          defaultsText(each),
          each.at[0] ?? "",
        ]),
  );
  const doubts = uncertain.filter((each) => key === undefined || each.key === undefined || each.key === key);
  return lines(
    rows.length === 0
      ? forTerminal(key === undefined ? "No flags." : `No version reads ${key}.`)
      : columns(rows),
    ...(doubts.length === 0
      ? []
      : ["", "Cannot be told:", doubts.map(({ version, why }) => forTerminal(`  ${version}  ${why}`))]),
  );
}

function versionsText({ first, last, isRead, live }: FlagReader): string {
  const range = first === last ? first : `${first} … ${last}`;
  const now = live.length === 0 ? "" : `, live: ${live.join(", ")}`;
  return `${range}${isRead ? "" : ", no longer"}${now}`;
}

function defaultsText({ defaults }: FlagReader): string {
  const text = ({ value, isTold }: FlagReader["defaults"][number]) =>
    isTold ? JSON.stringify(value) : "not known";
  const [only] = defaults;
  if (only !== undefined && defaults.length === 1) return `default ${text(only)}`;
  return `default ${defaults.map((each) => `${text(each)} (${each.versions.at(-1)})`).join(", ")}`;
}
