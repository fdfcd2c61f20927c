import type { ErrorEntry } from "./error-entry.ts";

/** Releases and where they are kept. */
export const releaseErrors = {
  CF_DATABASE_TOO_OLD: {
    sentence: "The database is PostgreSQL {version}; 15 or newer is needed.",
    hint: "Name another server in DATABASE_URL, or leave it out: the embedded database needs none.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_DATABASE_UNREACHABLE: {
    sentence: "The database does not answer: {why}.",
    hint: "Check DATABASE_URL and whether the server runs; without DATABASE_URL the embedded database is used.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_RELEASE_EXISTS: {
    sentence: "There is a release {release} already.",
    hint: "Give it another name.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_RELEASE_UNKNOWN: {
    sentence: "There is no release {release}.",
    hint: "Look at the list of releases for its name.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_SETS_IMPOSSIBLE: {
    sentence: "The servers of {component} cannot be updated in {sets} sets: {why}.",
    hint: "Say where they run with `crossfade deployed`, or take another strategy for {component} in crossfade.yaml: fewer sets, `canary` or `blueGreen`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_STORE_LOCKED: {
    sentence: "Another process of Crossfade uses {folder}.",
    hint: "Stop it, or name another folder; for several at once set DATABASE_URL to a PostgreSQL server.",
    httpStatus: 409,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
