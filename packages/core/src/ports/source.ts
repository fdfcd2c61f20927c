import type { VersionLabel } from "../model/version.ts";
import type { Documents } from "./documents.ts";

/** Which revisions are asked for. Folders are complete copies of the repository at one revision each. */
export type SourceRequest =
  | {
      readonly kind: "git";
      /** Missing: the nearest tag before `to`. */
      readonly from?: string;
      /** A ref, or "." for the work tree with what is not committed yet. */
      readonly to: string;
      readonly also: readonly string[];
      readonly artifacts: readonly Artifacts[];
      /** Path of the configuration, relative to the working directory. Missing: crossfade.yaml at the root. */
      readonly config?: string;
    }
  | {
      readonly kind: "folders";
      readonly from: string;
      readonly to: string;
      readonly also: readonly string[];
      readonly artifacts: readonly Artifacts[];
      /** Relative to each folder. Missing: crossfade.yaml. */
      readonly config?: string;
    };

/** Which published versions are asked for. ABSENT says that a component is known not to be there. */
export interface RegistryRequest {
  /** Component to the version that serves now. */
  readonly from: Readonly<Record<string, VersionLabel>>;
  /** Component to the version that serves afterwards: of each that is still there, moved or not. */
  readonly to: Readonly<Record<string, VersionLabel>>;
  /** Others that are there now, beside `from`. */
  readonly also: readonly AlsoThere[];
}

export interface AlsoThere {
  readonly component: string;
  readonly label: VersionLabel;
  /** It serves. False: only what it wrote may still be there. */
  readonly isServing: boolean;
}

/** Build output that is not in git: `folder` is laid over the root of the revision that was asked for as `revision`. */
export interface Artifacts {
  readonly revision: string;
  readonly folder: string;
}

export interface RevisionDocuments extends Documents {
  /** One sentence for a path whose `read` gave undefined: not there (with the nearest name), a link that leads out, a submodule. */
  whyMissing(path: string): string;
}

/** One state of the repository. */
export interface Revision {
  readonly role: "from" | "to" | "also";
  /** As it was asked for: "v1.8.0", "HEAD", ".", "builds/old". */
  readonly name: string;
  /** Full commit id. For the work tree: the commit it stands on. Absent for folders. */
  readonly commit?: string;
  /** A tag of exactly this commit. */
  readonly tag?: string;
  /** It came from the registry: what a publisher found in sources stands in it, the sources do not. */
  readonly isPublished?: true;
  /** The documents of the whole repository; `crossfade.yaml` is one of them. */
  readonly documents: RevisionDocuments;
  /** One digest over names and contents of all files under `paths`; equal digests mean equal files. Compare within one set. */
  contents(component: ComponentPaths): Contents;
}

export interface Contents {
  readonly digest: string;
  /** How many files there are; 0: the component is not there. */
  readonly files: number;
}

/** Where the files of a component lie: folders ("api/"), files ("config/flags.yaml") or "" for everything. */
export interface ComponentPaths {
  readonly paths: readonly string[];
  /** Below `paths`, but part of another component. */
  readonly except?: readonly string[];
  /** The file that carries its version. Default: the nearest package.json at or above `paths`. */
  readonly versionFile?: string;
  /** The registry knows versions by the component's id. */
  readonly id?: string;
  /** False: it is never published by itself (a third party, a store), what others say of it counts. Default: true. */
  readonly isPublished?: boolean;
}

/** The version of one component at one revision. */
export interface LabelledVersion {
  readonly revision: Revision;
  /**
   * Equal for revisions whose files are equal, different otherwise. ABSENT where none of its paths holds a file;
   * "current" for a component without paths (a third party).
   */
  readonly label: VersionLabel;
  readonly contents: Contents;
  /** Known to serve now, beside the version of `from`. Default: only clients do, whose users keep what they have. */
  readonly isServing?: boolean;
}

export interface RevisionSet {
  readonly from: Revision;
  readonly to: Revision;
  /** Older revisions, newest first: by the age of their commits; folders in the order of the request. */
  readonly also: readonly Revision[];
  /** What was decided for the user, one sentence each ("No --from: compared with v1.8.0, the nearest tag before HEAD."). */
  readonly notes: readonly string[];
  /** Path of the configuration inside every revision. */
  readonly configPath: string;
  /** One entry per revision: from, to, then also as above. */
  versionsOf(component: ComponentPaths): readonly LabelledVersion[];
  /**
   * The oldest release before `from` in which the component had the very files that it has in `from`: what it expects of
   * others was agreed then. Undefined where nothing older is known, or the component changed since.
   */
  unchangedSince(component: ComponentPaths): Promise<Revision | undefined>;
}

/** Where revisions come from: git, folders, later the registry of a control plane. Errors are CrossfadeErrors. */
export interface Source {
  open(request: SourceRequest): Promise<RevisionSet>;
}
