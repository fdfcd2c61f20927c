import { quoted } from "./config-words.ts";
import { base64 } from "./map-entries.ts";
import { plain } from "./proxy-name.ts";
import type { HaproxyRoute, HaproxySettings } from "./settings.ts";

/** Which component a request is for: the first route that fits, at the boundary of a segment. */
export function routeRules({ routes }: HaproxySettings): readonly string[] {
  const components = [...new Set(routes.map(({ component }) => component))];
  return [
    ...routes.flatMap((route, index) => routeAcls(route, index, "cf_route", pathOfRequest)),
    ...routes.map((route, index) => first("cf_r", "cf_route", route, index)),
    "http-request return status 404 unless { var(txn.cf_r) -m found }",
    ...routes.map(
      ({ name }, index) => `http-request set-var(txn.cf_rn) str(${base64(name)}) if ${is("cf_r", [index])}`,
    ),
    ...components.map(
      (id) =>
        `http-request set-var(txn.cf_c) str(${plain("id of a component", id)}) if ${is("cf_r", indexesOf(routes, id))}`,
    ),
    ...(components.length > 1 ? ambiguityRules(routes, components) : []),
  ];
}

const pathOfRequest = { exact: "path -m str", below: "path -m beg" };
const plainPath = { exact: "var(txn.cf_p) -m str", below: "var(txn.cf_p) -m beg" };

/**
 * A path that an instance may read as another component's is refused: what guards one component must not be walked round
 * through another. Dot segments are refused where there is more than one component; browsers never send them.
 */
function ambiguityRules(routes: readonly HaproxyRoute[], components: readonly string[]): readonly string[] {
  return [
    `acl cf_odd path -m reg ${quoted("[%\\\\;]|/[.]|//")}`,
    `http-request set-var(txn.cf_p) ${quoted(`path,url_dec,url_dec,url_dec,regsub("[\\\\\\\\]","/",g),regsub(";[^/]*","",g),regsub("//+","/",g)`)} if cf_odd`,
    `http-request deny deny_status 400 if cf_odd { var(txn.cf_p) -m reg ${quoted("/[.][.]?(?:/|$)")} }`,
    ...routes.flatMap((route, index) => routeAcls(route, index, "cf_other", plainPath)),
    ...routes.map((route, index) => `${first("cf_or", "cf_other", route, index)} cf_odd`),
    ...components.map(
      (id) =>
        `http-request deny deny_status 400 if cf_odd ${is("cf_r", indexesOf(routes, id))} !${is("cf_or", indexesOf(routes, id))}`,
    ),
  ];
}

function routeAcls(
  { path }: HaproxyRoute,
  index: number,
  prefix: string,
  { exact, below }: typeof pathOfRequest,
): readonly string[] {
  const text = plain("path of a route", path);
  if (text === "/") return [`acl ${prefix}_${index} ${below} /`];
  return [
    `acl ${prefix}_${index} ${exact} ${quoted(text)}`,
    `acl ${prefix}_${index} ${below} ${quoted(`${text}/`)}`,
  ];
}

function first(variable: string, acl: string, { host }: HaproxyRoute, index: number): string {
  const isOpen = index === 0 ? "" : ` !{ var(txn.${variable}) -m found }`;
  const isHost =
    host === undefined ? "" : ` { var(txn.cf_host) -m str ${quoted(plain("name of a host", host))} }`;
  return `http-request set-var(txn.${variable}) int(${index}) if${isOpen}${isHost} ${acl}_${index}`;
}

function is(variable: string, indexes: readonly number[]): string {
  return `{ var(txn.${variable}) -m int ${indexes.join(" ")} }`;
}

function indexesOf(routes: readonly HaproxyRoute[], id: string): readonly number[] {
  return routes.flatMap(({ component }, index) => (component === id ? [index] : []));
}
