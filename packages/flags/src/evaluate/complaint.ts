/** One thing that is wrong with flag definitions. All of them are collected. */
export interface DefinitionComplaint {
  /** Where it stands: ["flags", "dark-mode", "targeting", "if", 0]. */
  readonly path: readonly (string | number)[];
  /** One sentence. */
  readonly message: string;
  /** The word that nobody knows, and those that could stand there. */
  readonly word?: string;
  readonly known?: readonly string[];
}
