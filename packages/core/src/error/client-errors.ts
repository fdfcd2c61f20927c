import type { ErrorEntry } from "./error-entry.ts";

/** What keeps the command line from speaking with the control plane, or from acting in somebody's name. */
export const clientErrors = {
  CF_NOT_CONFIRMED: {
    sentence: "{what} was not confirmed, so nothing was done.",
    hint: "Read it, then say so: {how}.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_SERVER_INSECURE: {
    sentence: "Your token would go to {server} without encryption.",
    hint: "Use https:// there, or a tunnel to this machine. Where the network is yours alone, `--insecure` sends it.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_SERVER_NO_ANSWER: {
    sentence: "The control plane at {server} gave no answer: {why}.",
    hint: "{next}",
    httpStatus: 504,
    exitCode: 2,
  },
  CF_SECRET_MISSING: {
    sentence: "The environment variable {variable} is not set; crossfade.yaml names it as a secret.",
    hint: "Set it where `crossfade up` runs, or take `env:{variable}` out of crossfade.yaml.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_SERVER_PORT: {
    sentence: "Something else listens on {at} already.",
    hint: "Is it another `crossfade up`? Otherwise choose another address with `crossfade up --listen`.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_SERVER_REFUSED: {
    sentence: "{message}",
    hint: "{hint}",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_SERVER_SKEW: {
    sentence:
      "The control plane at {server} is Crossfade {theirs}, this is {ours}, and they do not understand each other: {what}.",
    hint: "Take the same version for both: `npm install -g @crossfade/cli@VERSION`. The releases go on meanwhile.",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_SERVER_STRANGE: {
    sentence: "What answers at {server} does not answer as a control plane does: {what}.",
    hint: "Is the address right? It is --server, else CROSSFADE_SERVER, else http://127.0.0.1:7717.",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_SERVER_UNREACHABLE: {
    sentence: "No control plane answers at {server}: {why}.",
    hint: "`crossfade up` starts one here; one elsewhere is named with --server or CROSSFADE_SERVER. Without it traffic stays as it is.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_TOKEN_FILE: {
    sentence: "{file} cannot be used as a token: {why}.",
    hint: "It has to hold one token (cf_…); a file has to be yours alone: `chmod 600 FILE`.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_TOKEN_MISSING: {
    sentence: "There is no token for {server}.",
    hint: "Set CROSSFADE_TOKEN, or name its file with --token-file. `crossfade up` writes the first one and says where; an admin makes others with `crossfade token create`.",
    httpStatus: 401,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
