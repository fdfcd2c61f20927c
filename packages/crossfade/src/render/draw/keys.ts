import { type Markup, markup } from "./markup.ts";

/** What is on keys is on buttons too, or on what is focused. */
export const keyButtons: Markup = markup`<span class="right js">
<button type="button" data-key="theme">Theme <kbd>t</kbd></button>
<button type="button" data-key="keys">Keys <kbd>?</kbd></button>
</span>`;

const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["←", "→", "[", "]"], "the moment before, the next"],
  [["Tab"], "from arrow to arrow"],
  [["j", "k"], "move in the table of pairs"],
  [["Enter"], "open the pair"],
  [["Esc"], "close it, back to where you were"],
  [["b"], "the next pair that breaks"],
  [["t"], "light or dark"],
  [["?"], "these keys"],
];

export const keysDialog: Markup = markup`<dialog id="keys" aria-labelledby="keys-title">
<h2 id="keys-title">Keys</h2>
<dl>${keys.map(([marks, does]) => markup`<dt>${marks.map((each) => markup`<kbd>${each}</kbd> `)}</dt><dd>${does}</dd>`)}</dl>
<form method="dialog"><button class="btn">Close</button></form>
</dialog>`;
