import { CrossfadeError, errorCatalogue } from "@crossfade/core";
import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Authenticated } from "../../control/tokens.ts";
import type { Markup } from "../../render/draw/markup.ts";
import type { AppEnv, AppOptions, HttpLimits } from "../app-options.ts";
import type { Door } from "../authentication.ts";
import { peerOf } from "../peer.ts";
import { Sessions } from "../sessions.ts";
import { loginPage } from "./login-page.ts";
import { overviewPage } from "./overview-page.ts";
import { type PageParts, pageOf } from "./page-layout.ts";
import { refusalPage } from "./refusal-page.ts";
import { releasePage } from "./release-page.ts";

type PageContext = Context<AppEnv>;

/**
 * Pages to look at: nothing can be changed by them, so a cookie is enough. Whoever has none is asked for a token once; the
 * cookie stands for it and is worth nothing elsewhere, nor once the token is revoked.
 */
export class PageRoutes {
  readonly #options: AppOptions;
  readonly #door: Door;
  readonly #limits: HttpLimits;
  readonly #sessions: Sessions;
  readonly #cookie: string;

  constructor(options: AppOptions, { door, limits }: { readonly door: Door; readonly limits: HttpLimits }) {
    this.#options = options;
    this.#door = door;
    this.#limits = limits;
    this.#sessions = new Sessions(limits, options.randomBytes);
    // Browsers take a __Host- cookie only from the very host, over TLS.
    this.#cookie = options.isBehindTls ? "__Host-cf_session" : "cf_session";
  }

  addTo(app: Hono<AppEnv>): void {
    app.get("/login", (c) => this.#html(c, { title: "Log in", body: loginPage() }));
    app.post("/login", (c) => this.#login(c));
    app.post("/logout", (c) => this.#logout(c));
    app.get("/", (c) => this.#page(c, (caller) => this.#overview(caller)));
    app.get("/releases/:id", (c) => this.#page(c, (caller) => this.#release(caller, c.req.param("id"))));
  }

  async #overview(caller: Authenticated): Promise<Pick<PageParts, "title" | "body">> {
    const { control, nowMs } = this.#options;
    const ids = control.environments.list(caller);
    const [environments, { releases }] = await Promise.all([
      Promise.all(ids.map((id) => control.environments.status(caller, id))),
      control.releases.list(caller),
    ]);
    return { title: "Overview", body: overviewPage({ environments, releases, nowMs: nowMs() }) };
  }

  async #release(caller: Authenticated, id: string): Promise<Pick<PageParts, "title" | "body">> {
    return { title: id, body: releasePage(await this.#options.control.releases.show(caller, id)) };
  }

  async #page(
    c: PageContext,
    make: (caller: Authenticated) => Promise<Pick<PageParts, "title" | "body">>,
  ): Promise<Response> {
    const caller = await this.#caller(c);
    if (caller === undefined) return c.redirect("/login", 303);
    c.set("caller", caller);
    try {
      return this.#html(c, { ...(await make(caller)), person: caller.person, isLive: true });
    } catch (error) {
      if (!(error instanceof CrossfadeError)) throw error;
      c.set("code", error.code);
      const status = errorCatalogue[error.code].httpStatus;
      return this.#html(c, { title: "Refused", body: refusalPage(error), person: caller.person }, status);
    }
  }

  async #caller(c: PageContext): Promise<Authenticated | undefined> {
    const tokenHash = this.#sessions.tokenHash(getCookie(c, this.#cookie) ?? "", this.#options.nowMs());
    if (tokenHash === undefined) return undefined;
    return this.#door.admitAgain(tokenHash).catch((error: unknown) => {
      if (error instanceof CrossfadeError && error.code === "CF_TOKEN_REFUSED") return undefined;
      throw error;
    });
  }

  async #login(c: PageContext): Promise<Response> {
    needSameOrigin(c);
    const { token } = await c.req.parseBody();
    try {
      const text = typeof token === "string" ? token.trim() : "";
      const caller = await this.#door.admit(text, peerOf(c));
      c.set("caller", caller);
      const session = this.#sessions.begin(caller.tokenHash, this.#options.nowMs());
      setCookie(c, this.#cookie, session, {
        httpOnly: true,
        sameSite: "Strict",
        secure: this.#options.isBehindTls,
        path: "/",
        maxAge: Math.floor(this.#limits.sessionMs / 1_000),
      });
      return c.redirect("/", 303);
    } catch (error) {
      if (!(error instanceof CrossfadeError)) throw error;
      c.set("code", error.code);
      const problem = `${error.message} ${error.hint}`;
      const status = errorCatalogue[error.code].httpStatus;
      return this.#html(c, { title: "Log in", body: loginPage(problem) }, status);
    }
  }

  #logout(c: PageContext): Response {
    needSameOrigin(c);
    this.#sessions.end(getCookie(c, this.#cookie) ?? "");
    deleteCookie(c, this.#cookie, { path: "/", secure: this.#options.isBehindTls });
    return c.redirect("/login", 303);
  }

  #html(
    c: PageContext,
    parts: { readonly title: string; readonly body: Markup } & Partial<PageParts>,
    status = 200,
  ): Response {
    const nonce = c.get("secureHeadersNonce") ?? "";
    return c.html(pageOf({ ...parts, nonce }), status as 200);
  }
}

/** Nobody else's page logs anybody in or out. Browsers say where a form came from. CF_HOST_REFUSED */
function needSameOrigin(c: PageContext): void {
  const origin = c.req.header("origin");
  if (origin === undefined || hostOf(origin) === c.req.header("host")) return;
  throw new CrossfadeError("CF_HOST_REFUSED", { host: origin });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
