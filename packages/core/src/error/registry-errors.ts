import type { ErrorEntry } from "./error-entry.ts";

/** What was published, and what is kept, carried out and brought back. */
export const registryErrors = {
  CF_COMPONENT_UNKNOWN: {
    sentence: "{file} declares no component {component}.",
    hint: "It declares {known}.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_EXPORT_UNREADABLE: {
    sentence: "This is no export that can be read: {why}.",
    hint: "Write it anew with `crossfade export`, with this version of Crossfade or an older one.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_LABEL_MISSING: {
    sentence: "{component} says no version of its own in {where}.",
    hint: "Name it: `crossfade publish {component}@VERSION`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_PATH_REFUSED: {
    sentence: "{path} is no path inside a repository.",
    hint: "Publish with `crossfade publish`, which names files relative to the root of the repository, with `/`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_SNAPSHOT_TOO_LARGE: {
    sentence: "The contracts of {version} have {size} {unit}; the limit {name} is {limit}.",
    hint: "Look with `crossfade publish --dry-run` at what is published: a link in crossfade.yaml may name a folder that holds more than contracts.",
    httpStatus: 413,
    exitCode: 2,
  },
  CF_SNAPSHOT_UNKNOWN: {
    sentence: "There is no snapshot {digest}.",
    hint: "Publish the version again with `crossfade publish`.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_STORE_NOT_EMPTY: {
    sentence: "The store to import into is not empty: it has {what}.",
    hint: "Name an empty folder or an empty database in DATABASE_URL, and run `crossfade import` again.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_VERSION_TAKEN: {
    sentence: "{version} was published with other content{difference}.",
    hint: "A label means one thing for good: give the component its next version, and publish that.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_VERSION_UNPUBLISHED: {
    sentence: "{version} was never published{known}.",
    hint: "Publish it first: `crossfade publish {version}`.",
    httpStatus: 404,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
