import { type Markup, markup, ours } from "../../render/draw/markup.ts";
import { pageStyle } from "./page-style.ts";

export interface PageParts {
  readonly title: string;
  readonly body: Markup;
  /** Allows our own style and script, and nothing that came in between. */
  readonly nonce: string;
  /** Who looks; absent: nobody has logged in. */
  readonly person?: string;
  /** Looks again by itself while somebody looks at it. */
  readonly isLive?: boolean;
}

/** Without scripts the page is loaded anew so often. */
const reloadSeconds = 15;

/** A whole page. It works without scripts; with them it changes without being loaded anew. */
export function pageOf({ title, body, nonce, person, isLive = false }: PageParts): string {
  const who = markup`<span class="who">${person}</span><form method="post" action="/logout"><button>Log out</button></form>`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Crossfade</title>
<link rel="icon" href="data:,">
${isLive && markup`<noscript><meta http-equiv="refresh" content="${reloadSeconds}"></noscript>`}
<style nonce="${nonce}">${pageStyle()}</style>
</head>
<body>
<header class="top"><a class="brand" href="/">Crossfade</a>${person !== undefined && who}</header>
<p class="sr" role="status" id="said"></p>
<main>${body}</main>
${isLive && markup`<script nonce="${nonce}">${scriptContent}`}
</body>
</html>
`;
  return page.markup;
}

/** Puts in what is new, reads out what has changed at the top, and leaves scrolling and focus alone. */
const script = `
(()=>{
  const look=async()=>{
    if(document.hidden)return;
    try{
      const answer=await fetch(location.href,{headers:{accept:"text/html"}});
      if(answer.redirected){location.reload();return}
      if(!answer.ok)return;
      const next=new DOMParser().parseFromString(await answer.text(),"text/html");
      const now=document.querySelector("main"),then=next.querySelector("main");
      if(then===null||now.innerHTML===then.innerHTML||now.contains(document.activeElement))return;
      const said=now.querySelector("[data-say]")?.textContent,says=then.querySelector("[data-say]")?.textContent;
      now.replaceChildren(...then.childNodes);
      if(said!==says)document.getElementById("said").textContent=says??"";
    }catch{}
  };
  setInterval(look,2000);
})();`;

/** Its end tag stands in no tagged template: bundlers rewrite those. */
const scriptContent = ours(`${script}</script>`);
