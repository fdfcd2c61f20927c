import { type Markup, markup } from "../../render/draw/markup.ts";
import { withCode } from "./page-words.ts";

/** Why there is nothing to see, and what to do. */
export function refusalPage({
  code,
  message,
  hint,
}: {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}): Markup {
  return markup`<section class="card"><div class="body"><h1>${message}</h1><p>${withCode(hint)}</p><p class="dimmer"><code>${code}</code></p></div></section>`;
}
