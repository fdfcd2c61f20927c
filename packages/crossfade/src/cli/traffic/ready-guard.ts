import { CrossfadeError, type Router, type VersionName, versionTraffic, weightsOf } from "@crossfade/core";

/**
 * Before a version gets more users: is anybody there to answer them? CF_VERSION_UNREADY where every instance of it that is
 * in the balancer was asked and is not ready. One that nobody has asked yet is given the benefit of the doubt.
 */
export async function admitReady(router: Router, version: VersionName, weight: number): Promise<void> {
  const { state, versions } = await router.read();
  const { component, label } = version;
  versionTraffic(state, version);
  const split = state.components[component]?.split ?? [];
  if (weight <= (weightsOf(split)[label] ?? 0)) return;
  const read = versions.find((each) => each.component === component && each.label === label);
  const able = (read?.instances ?? []).filter(({ out, health }) => !out && health !== "unready");
  if (able.length > 0) return;
  const why = read?.instances.map(
    ({ url, out, whyUnready }) => `${url}: ${out ? "out" : (whyUnready ?? "not ready")}`,
  );
  throw new CrossfadeError("CF_VERSION_UNREADY", { component, label, why: why?.join("; ") || "it has none" });
}
