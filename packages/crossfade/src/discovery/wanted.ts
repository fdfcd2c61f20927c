import { standingOf } from "./what-counts.ts";

/** Names of files whose text says what something is, the most telling first. */
const telling: readonly RegExp[] = [
  /(^|\/)(package\.json|pnpm-workspace\.ya?ml|go\.mod|Cargo\.toml|pyproject\.toml|requirements\.txt|pom\.xml|build\.gradle(\.kts)?|[^/]+\.csproj|pubspec\.yaml)$/,
  /(^|\/)(manifest\.json|[^/]*manifest[^/]*\.xml|sqlc\.(ya?ml|json)|_journal\.json|migration_lock\.toml|schema\.prisma)$/,
  /(^|\/)(vite|webpack|rollup|rspack|rsbuild|openapi-ts|openapi|orval)\.config\.[cm]?[jt]s$/,
  /(openapi|swagger|asyncapi|flag|feature|toggle)[^/]*\.(json|ya?ml)$/i,
  /(^|\/)[^/]*(event|schema|message|contract|cache|session)[^/]*\/.*\.json$/i,
  /\.(ya?ml|json)$/,
];

/** Lists, settings of tools and texts of translations: many, large, and never a contract. */
const dull =
  /(^|\/)(package-lock|npm-shrinkwrap|tsconfig[^/]*|pnpm-lock|composer\.lock|biome|turbo|nx|lerna|renovate|\.[^/]*|crossfade)\.(jsonc?|ya?ml)$|(^|\/)(locales?|i18n|lang|translations)\//i;

/** Which files are worth reading, in the order in which they should be. */
export function wantedTexts(paths: readonly string[]): readonly string[] {
  const groups: string[][] = telling.map(() => []);
  for (const path of paths) {
    const standing = standingOf(path);
    if (standing === "foreign" || standing === "unnameable" || standing === "aside") continue;
    const rank = telling.findIndex((pattern) => pattern.test(path));
    if (rank === -1 || (rank > 1 && (dull.test(path) || standing === "built"))) continue;
    groups[rank]?.push(path);
  }
  return groups.flat();
}
