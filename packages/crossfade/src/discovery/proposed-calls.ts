import { type ApiDocument, pathsIn } from "./openapi-documents.ts";
import type { ProposedLink } from "./proposal.ts";
import type { PlacedComponent } from "./proposed-components.ts";
import { ownerOf } from "./roots.ts";
import type { Scene } from "./scene.ts";

/** People outside of the repository, where nobody inside calls a documented service. */
export const callersId = "callers";

/** A service, and the documents that speak of it, the plainest first. */
interface Documented {
  readonly service: PlacedComponent;
  readonly documents: readonly ApiDocument[];
}

/** A client that keeps a document of what it calls. */
interface Narrowed {
  readonly client: PlacedComponent;
  readonly document: ApiDocument;
  readonly of?: Documented;
}

/** Calls of documented services: by clients that say what they call, and by clients of which nothing is known. */
export function calls(scene: Scene): readonly ProposedLink[] {
  const all = scene.survey.apis.filter((each) => each.format === "OpenAPI");
  const documented = documentedServices(all, scene);
  const taken = new Set(documented.flatMap((each) => each.documents));
  const rest = all.filter((each) => !taken.has(each));
  const narrowed = rest.flatMap((document) => narrowedBy(document, documented, scene) ?? []);
  const loose = rest.filter((document) => !narrowed.some((each) => each.document === document));
  return [
    ...narrowed.map(narrowedCall),
    ...documented.flatMap((each) => callsOf(each, narrowed, scene)),
    ...loose.map((document) => looseCall(document, scene)),
  ];
}

/** A document belongs to the service that it lies in; one that lies in none to the only service there is. */
function documentedServices(all: readonly ApiDocument[], scene: Scene): readonly Documented[] {
  const { services, clients } = scene;
  const within = (holders: readonly PlacedComponent[]) => (document: ApiDocument) => {
    const owner = holderOf(document, scene);
    return owner !== undefined && holders.includes(owner);
  };
  const own = services.map((service) => ({
    service,
    documents: all.filter(within([service])).sort(plainestFirst),
  }));
  const [only] = own;
  if (own.length !== 1 || only === undefined) return own.filter((each) => each.documents.length > 0);
  const free = all.filter((each) => !within([...services, ...clients])(each)).sort(plainestFirst);
  const found = [...only.documents, ...free];
  // With no document of its own, what its client was made from is the best there is.
  const documents = found.length > 0 ? found : all.filter(within(clients)).sort(plainestFirst).slice(0, 1);
  return documents.length > 0 ? [{ service: only.service, documents }] : [];
}

function holderOf(document: ApiDocument, { placed }: Scene): PlacedComponent | undefined {
  const running = placed.filter(({ root, component }) => root !== undefined || component.kind === "service");
  return ownerOf(document.path, running);
}

function plainestFirst(a: ApiDocument, b: ApiDocument): number {
  const depth = (each: ApiDocument) => each.path.split("/").length;
  return depth(a) - depth(b) || a.path.length - b.path.length || (a.path < b.path ? -1 : 1);
}

/** The service is the one with which the client's document shares most paths. A third party's shares none. */
function narrowedBy(
  document: ApiDocument,
  documented: readonly Documented[],
  scene: Scene,
): Narrowed | undefined {
  const client = holderOf(document, scene);
  if (client === undefined || !scene.clients.includes(client)) return undefined;
  const called = pathsIn(document, scene.files);
  const shared = documented.map((of) => {
    const served = new Set(of.documents.slice(0, 1).flatMap((each) => [...pathsIn(each, scene.files)]));
    return { of, number: [...called].filter((path) => served.has(path)).length };
  });
  const best = shared.sort((a, b) => b.number - a.number)[0];
  return best === undefined || best.number === 0 ? { client, document } : { client, document, of: best.of };
}

function narrowedCall({ client, document, of }: Narrowed): ProposedLink {
  const from = [client.component.id];
  const link = { from, form: "http" as const, path: document.path, evidence: [said(document)] };
  const main = of?.documents[0];
  if (of === undefined || main === undefined)
    return {
      ...link,
      to: from[0] ?? "",
      missing: "it shares no path with a service here: say who answers, in place of the second name",
    };
  const { id } = of.service.component;
  const guess = `Taken for what ${from[0]} calls of ${id}: both documents have some paths. Check that it does.`;
  return { ...link, to: id, served: main.path, evidence: [said(document), said(main)], guess };
}

function callsOf(
  { service, documents }: Documented,
  narrowed: readonly Narrowed[],
  scene: Scene,
): readonly ProposedLink[] {
  const known = new Set(narrowed.flatMap((each) => (each.of === undefined ? [] : [each.client])));
  const unknown = scene.clients.filter((each) => !known.has(each));
  const isAllKnown = scene.clients.length > 0 && unknown.length === 0;
  const [main, ...others] = documents;
  const { id } = service.component;
  return [
    ...(main === undefined || isAllKnown ? [] : [mainCall(main, id, unknown, scene)]),
    ...others.map((document) => ({
      ...linkFrom(unknown, id, document, scene),
      missing: `${id} has another document, too: keep the one that its callers use`,
    })),
  ];
}

function mainCall(
  document: ApiDocument,
  id: string,
  unknown: readonly PlacedComponent[],
  scene: Scene,
): ProposedLink {
  const link = linkFrom(unknown, id, document, scene);
  if (scene.clients.length === 1)
    return {
      ...link,
      guess: `The only client here, ${link.from[0]}, is taken to call ${id}. Check that it does.`,
    };
  if (unknown.length > 0)
    return {
      ...link,
      missing: `${unknown.map((each) => each.component.id).join(", ")} may call ${id}: keep who does`,
    };
  if (link.from[0] !== callersId)
    return {
      ...link,
      missing: `nothing here is seen to call ${id}: say who does, in place of ${id} after \`from\``,
    };
  const guess = `Nobody here is seen to call ${id}, so its callers are taken to be elsewhere. If they are here, name them.`;
  return { ...link, guess };
}

function linkFrom(clients: readonly PlacedComponent[], to: string, document: ApiDocument, { placed }: Scene) {
  const outside = placed.find((each) => each.component.id === callersId)?.component.id;
  const ids = clients.map((each) => each.component.id);
  const from = ids.length > 0 ? ids : [outside ?? to];
  return { from, to, form: "http" as const, path: document.path, evidence: [said(document)] };
}

function looseCall(document: ApiDocument, { clients, services, placed }: Scene): ProposedLink {
  const to = services[0]?.component.id ?? placed[0]?.component.id ?? "api";
  const others = clients.length > 0 ? clients : services.filter((each) => each.component.id !== to);
  const from = others.map((each) => each.component.id);
  const missing = "it lies in no service: say who calls and who answers";
  const link = { from: from.length > 0 ? from : [to], to, form: "http" as const, path: document.path };
  return { ...link, evidence: [said(document)], missing };
}

function said({ path, format, version }: ApiDocument): string {
  return `${path} (${format} ${version})`;
}
