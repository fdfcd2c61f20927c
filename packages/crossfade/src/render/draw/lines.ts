import { forTerminal } from "../escape.ts";
import { cut, type Line, type Role } from "../page/styled.ts";
import { type Markup, markup } from "./markup.ts";

const classes: Readonly<Record<Role, string>> = {
  old: "old-ink",
  new: "new-ink",
  breaks: "red",
  unknown: "amber",
  label: "dim",
  strong: "strong",
  plain: "",
};

/** A line of the text pages as a part of a paragraph. */
export function lineMarkup(line: Line): Markup[] {
  return line
    .filter((each) => each.text !== "")
    .map(({ text, role }) =>
      role === "plain" ? markup`${text}` : markup`<span class="${classes[role]}">${text}</span>`,
    );
}
/** A line without its roles. */
export function lineText(line: Line): string {
  return line.map((each) => each.text).join("");
}

/** A foreign text cut to so many columns of a picture, after what is invisible in it was written out. */
export function fitted(text: string, columns: number): string {
  return cut(forTerminal(text), columns);
}
