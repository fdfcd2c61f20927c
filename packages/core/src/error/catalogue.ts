import { clientErrors } from "./client-errors.ts";
import { controlErrors } from "./control-errors.ts";
import type { ErrorEntry } from "./error-entry.ts";
import { flagErrors } from "./flag-errors.ts";
import { performerErrors } from "./performer-errors.ts";
import { proxyErrors } from "./proxy-errors.ts";
import { registryErrors } from "./registry-errors.ts";
import { releaseErrors } from "./release-errors.ts";
import { trafficErrors } from "./traffic-errors.ts";

/** Every error a user can meet. docs/reference/errors.md lists the same codes; a test holds the two together. */
export const errorCatalogue = {
  ...clientErrors,
  ...controlErrors,
  ...flagErrors,
  ...performerErrors,
  ...proxyErrors,
  ...registryErrors,
  ...releaseErrors,
  ...trafficErrors,
  CF_ARTIFACTS_UNKNOWN_REVISION: {
    sentence: "--artifacts names {revision}, which is not one of the revisions that were asked for: {known}.",
    hint: "Write it as in --from, --to or --also: `--artifacts {example}=DIR`.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_COMPONENT_EMPTY: {
    sentence:
      "The component {component} has no file in any of the revisions: there is nothing below {paths}.",
    hint: "Say where it lies: `{component}: { paths: [frontend/] }`; what is built comes by `--artifacts REVISION=DIR`; an external one has `kind: external`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_CONFIG_EXISTS: {
    sentence: "{file} is there already and was not touched.",
    hint: "`crossfade init --stdout` shows what would be written; `crossfade init --force` overwrites it.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_CONFIG_INVALID: {
    sentence: "{file} has {count}.",
    hint: "`crossfade schema config` prints its JSON Schema; with it an editor completes and checks the file.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_CONFIG_MISSING: {
    sentence: "There is no {file} in {revision}.",
    hint: "Let `crossfade init` write one at the root of the repository, or name another with --config.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_CONFIG_OUTSIDE: {
    sentence: "{file} lies outside of the repository {root}.",
    hint: "--config names a file inside the repository: each revision has its own.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_FILE_NOT_TEXT: {
    sentence: "{file} in {revision} is not UTF-8 text: byte {offset} is wrong.",
    hint: "Save it as UTF-8.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_FILE_TOO_LARGE: {
    sentence: "{file} in {revision} has {bytes} bytes; the limit maxDocumentBytes is {limit}.",
    hint: "Contracts are text of at most 100 MB: split it, or name another file in crossfade.yaml.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_FILE_UNREADABLE: {
    sentence: "{file} cannot be read: {why}.",
    hint: "Check the path and its permissions.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_FINDING_UNKNOWN: {
    sentence: "There is no finding {finding}.",
    hint: "{nearest}",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_FOLDER_UNREADABLE: {
    sentence: "The folder {folder} cannot be read: {why}.",
    hint: "Check the path and its permissions.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_GIT_FAILED: {
    sentence: "git {verb} failed: {why}",
    hint: "Run `crossfade doctor`; it tells what is wrong with the repository.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_GIT_MISSING: {
    sentence: "git was not found.",
    hint: "Install git and put it on the PATH, or compare two folders with --from-dir and --to-dir.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_GIT_NOT_OURS: {
    sentence: "git refuses the repository {folder}: it belongs to another user.",
    hint: "If you trust it: `git config --global --add safe.directory {folder}`.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_GIT_NO_REPOSITORY: {
    sentence: "{folder} is not in a git repository.",
    hint: "Go to a repository, or compare two folders with --from-dir and --to-dir.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_GIT_NO_TAG: {
    sentence: "There is no --from, and no tag before {to} to take instead.",
    hint: "Name the revision that runs now: `--from REF`.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_GIT_OBJECT_MISSING: {
    sentence: "The content of {file} in {revision} is not in this clone.",
    hint: "It is a partial clone and Crossfade fetches nothing by itself: run `git fetch --refetch --filter=blob:limit=100m`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_GIT_REF_REFUSED: {
    sentence: "{ref} cannot be a ref: {why}.",
    hint: "Name a tag, a branch or a commit.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_GIT_REF_UNKNOWN: {
    sentence: "There is no commit called {ref} in {folder}.",
    hint: "{nearest}",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_GIT_SHALLOW: {
    sentence: "{ref} is not in this clone: it is shallow.",
    hint: "Run `git fetch --unshallow --tags`; in GitHub Actions give actions/checkout `fetch-depth: 0`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_GIT_TIMEOUT: {
    sentence: "git {verb} took longer than {seconds} s and was stopped.",
    hint: "Try again; `git gc` makes large repositories faster.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_INTERNAL: {
    sentence: "This is a defect in Crossfade: {what}",
    hint: "Please report it with the command that you ran and this line.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_LEFT_UNKNOWN: {
    sentence: "--left names {version}, which none of the revisions has.",
    hint: "Add the revision that it was built from with --also. Known: {known}.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_MOVE_UNKNOWN: {
    sentence: "{move} is no move that helps here.",
    hint: "{known}",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_NOTHING_FOUND: {
    sentence:
      "No package, service, contract or migration was found in {folder} ({count} files), so there is nothing to write.",
    hint: "Write crossfade.yaml yourself; `crossfade schema config` prints what it may hold.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_NO_LINKS: {
    sentence: "{file} declares no link, so nothing can be checked.",
    hint: "{example}",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_NO_PLAN: {
    sentence: "There is no order in which this release is safe, so there is no plan to write.",
    hint: "`crossfade plan` shows the moves that make one possible; choose with `--choose`.",
    httpStatus: 422,
    exitCode: 1,
  },
  CF_OUTPUT_UNWRITABLE: {
    sentence: "{file} cannot be written: {why}.",
    hint: "Name another file, or a folder that may be written to.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_TOO_MANY_CHOICES: {
    sentence:
      "{choices} pairs of intermediate versions can each be kept apart in two orders; more than can be compared.",
    hint: "Release in two parts: fewer components with three or more versions at a time.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_TOO_MANY_FILES: {
    sentence: "{revision} has more than {limit} files (maxFiles).",
    hint: "Compare a smaller folder, or leave build output and dependencies out of it.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_TOO_MANY_RUNS: {
    sentence: "{runs} runs over the {steps} steps of this plan are too many (maxDraws).",
    hint: "Give at most `--runs {limit}`; 2,000 are enough for a p90.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_USAGE: {
    sentence: "{what}",
    hint: "Run `{command} --help`.",
    httpStatus: 400,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
