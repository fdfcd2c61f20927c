import type { Link, ReleaseBasis, System } from "@crossfade/core";

/** A basis as JSON can hold it: pins are a Map in core, and pairs here. */
export interface StoredBasis extends Omit<ReleaseBasis, "system"> {
  readonly basisSchema: 1;
  readonly system: Omit<System, "links"> & { readonly links: readonly StoredLink[] };
}

type StoredLink = Omit<Link, "affinity"> & { readonly affinity?: readonly (readonly [string, string])[] };

export function storedBasis({ system, ...rest }: ReleaseBasis): StoredBasis {
  const links = system.links.map(({ affinity, ...link }) =>
    affinity === undefined ? link : { ...link, affinity: [...affinity] },
  );
  return { basisSchema: 1, ...rest, system: { ...system, links } };
}

export function readBasis({ basisSchema: _, system, ...rest }: StoredBasis): ReleaseBasis {
  const links = system.links.map(({ affinity, ...link }) =>
    affinity === undefined ? link : { ...link, affinity: new Map(affinity) },
  );
  return { ...rest, system: { ...system, links } };
}
