import type { ComponentDelivery, Layout, Link, LinkDelivery, System, VerdictTable } from "@crossfade/core";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import type { ReportDelivery } from "./report.ts";

/** How the parts of a planned system travel: their channels, and what their links keep. */
export function deliveryOf(
  { timeline }: Layout,
  config: SystemConfig,
  verdicts: VerdictTable,
): ReportDelivery {
  const { system, populations } = timeline;
  const configs = new Map(config.components.map((each) => [each.id, each]));
  const components = system.components.map((each, index) => {
    // A version that a pin keeps alive never ends either.
    const endless = (populations[index] ?? []).filter(({ forever }) => forever && forever !== "target");
    return componentDelivery(
      { ...each, endless: endless.map(({ version }) => version) },
      configs.get(each.id),
    );
  });
  const delays = components.flatMap((each) => [...each.delays, ...each.delaysBack]);
  const used = new Set(delays.flatMap((each) => each.calendar ?? []));
  return {
    components,
    links: system.links.map((each) => linkDelivery(each, system, verdicts)),
    calendars: config.calendars.filter((each) => used.has(each.id)),
  };
}

function componentDelivery(
  { id, older, endless, ours, tail, dark, back }: System["components"][number],
  config: ConfigComponent | undefined,
): ComponentDelivery {
  return {
    id,
    channel: config?.channel ?? "",
    older,
    endless,
    ours,
    tail,
    dark,
    back,
    delays: config?.delays ?? [],
    delaysBack: config?.delaysBack ?? [],
    ...(config?.supportMs === undefined ? {} : { supportMs: config.supportMs }),
  };
}

function linkDelivery(link: Link, system: System, verdicts: VerdictTable): LinkDelivery {
  const { id, sender, receiver, linger, carries, leftoversOnly } = link;
  const ofSender = [...(verdicts.get(id) ?? [])];
  const cutOffs = system.cutOffs.filter((each) => each.link === id);
  const clearings = system.clearings.filter((each) => each.link === id);
  return {
    id,
    sender,
    receiver,
    linger: carries && linger.kind === "for" ? { kind: "for-ever" } : linger,
    left: leftoversOnly,
    silent: ofSender
      .filter(([, verdictsOf]) => [...verdictsOf.values()].every((each) => each.kind === "not-spoken"))
      .map(([version]) => version),
    endedBy: [
      ...clearings.flatMap((each) =>
        each.versions.map((version) => ({ version, step: `${each.kind} ${each.id}`, clears: true })),
      ),
      ...cutOffs.map(({ version }) => ({
        version,
        step: `cut-off ${sender}@${version} on ${id}`,
        clears: false,
      })),
    ],
  };
}
