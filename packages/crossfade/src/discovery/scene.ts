import type { PlacedComponent } from "./proposed-components.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Survey } from "./survey.ts";

/** What links are proposed between. */
export interface Scene {
  readonly survey: Survey;
  readonly files: RepositoryFiles;
  readonly placed: readonly PlacedComponent[];
  readonly clients: readonly PlacedComponent[];
  readonly services: readonly PlacedComponent[];
  readonly backends: readonly PlacedComponent[];
}
