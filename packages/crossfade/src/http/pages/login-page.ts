import { type Markup, markup } from "../../render/draw/markup.ts";
import { withCode } from "./page-words.ts";

/** `problem`: why the last try did not work. */
export function loginPage(problem?: string): Markup {
  return markup`<section class="login card"><div class="body">
<h1>Log in</h1>
<p class="dim">With a token, as <code>crossfade token create</code> makes it. It is kept nowhere; the session ends after 12 hours.</p>
${problem !== undefined && markup`<p class="red-ink" role="alert" id="problem">${withCode(problem)}</p>`}
<form method="post" action="/login">
<input name="username" autocomplete="username" value="token" hidden>
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required autofocus${problem !== undefined && markup` aria-describedby="problem" aria-invalid="true"`}>
<button class="primary"><span>Log in</span></button>
</form>
</div></section>`;
}
