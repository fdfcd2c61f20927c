import { type ReleaseSpec, type RouterReading, shareText, weightsOf } from "@crossfade/core";
import type { StatusRouter } from "./control-ports.ts";

interface Leaving {
  readonly component: string;
  readonly label: string;
}

/** Who is moved by a release that leads back, counted at its routers just now; one sentence a version and router. */
export async function countedMoves(
  { plan }: ReleaseSpec,
  routers: readonly StatusRouter[],
): Promise<readonly string[]> {
  const leaving = plan.steps
    .filter(({ kind }) => kind === "end")
    .map(({ component, version }): Leaving => ({ component, label: version }));
  const counted = await Promise.all(
    routers.map(async (router) => {
      const own = leaving.filter(({ component }) => router.components.includes(component));
      if (own.length === 0) return [];
      const reading = await router.read().catch(() => undefined);
      return own.map((each) => sentence(each, router.id, reading));
    }),
  );
  return counted.flat();
}

function sentence({ component, label }: Leaving, router: string, reading: RouterReading | undefined): string {
  const name = `${component}@${label}`;
  if (reading === undefined)
    return `How many users ${name} has at ${router} is not known: it does not answer.`;
  const traffic = Object.hasOwn(reading.state.components, component)
    ? reading.state.components[component]
    : undefined;
  const weight = traffic === undefined ? 0 : (weightsOf(traffic.split)[label] ?? 0);
  const pinned = Object.values(traffic?.userPins ?? {}).filter((each) => each === label).length;
  const instances = reading.versions
    .filter((each) => each.component === component && each.label === label)
    .flatMap((each) => each.instances);
  const sum = (of: "requests" | "streams") => instances.reduce((total, each) => total + each[of], 0);
  const more = [
    ...(pinned === 0 ? [] : [`${pinned} pinned`]),
    `${sum("requests")} requests in hand`,
    `${sum("streams")} open streams`,
  ];
  return `${name} has ${shareText(weight)} of the users at ${router}: ${more.join(", ")}.`;
}
