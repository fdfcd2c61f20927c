import type { ErrorEntry } from "./error-entry.ts";

/** Feature flags: their file, and who asks for them. */
export const flagErrors = {
  CF_FLAG_CHANGE_REFUSED: {
    sentence: "With this change {file} would not be right: {why}",
    hint: "Nothing was changed. Give other values, or edit {file} by hand; docs/reference/feature-flags.md lists its keys.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_FLAG_FILE_UNREADABLE: {
    sentence: "{file} cannot be used: {why}",
    hint: "Mend it; the change is taken up within a second. Until then what was served before is served on, if there was anything.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_FLAG_FILE_REFUSED: {
    sentence: "{file} could not be served: {why}",
    hint: "Mend it, then publish again; docs/reference/feature-flags.md lists its keys.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_FLAG_FILE_UNWRITABLE: {
    sentence: "{file} cannot be written: {why}",
    hint: "Let the user that runs `crossfade up` write to its folder, or change the file where it comes from.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_FLAG_RETIRE_BLOCKED: {
    sentence: "{key} is not ready for the step {step}. Next is: {why}.",
    hint: "`crossfade flag retire {key}` shows every step, and what stands in the way.",
    httpStatus: 409,
    exitCode: 1,
  },
  CF_FLAG_REVISION_UNKNOWN: {
    sentence: "There is no revision {revision} of {file} any more, or there never was.",
    hint: "`crossfade flag history` lists those that are kept.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_FLAG_SCHEDULE_REFUSED: {
    sentence: "{key} cannot be turned {word} from {moment} on: {why}.",
    hint: "{todo}",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_FLAG_SET_UNKNOWN: {
    sentence: "{what}",
    hint: "{known}",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_FLAG_UNKNOWN: {
    sentence: "{file} has no feature {key}.",
    hint: "{known}",
    httpStatus: 404,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
