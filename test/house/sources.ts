import { existsSync, readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

export interface Source {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** All files below `folder` whose path ends in `ending`, sorted; none where the folder does not exist. */
export function filesBelow(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith(ending) && !path.includes("/node_modules/"))
    .sort();
}

/** The packages that exist: every folder below packages/ with a manifest. */
export function packages(): readonly string[] {
  return readdirSync("packages").filter((name) => existsSync(`packages/${name}/package.json`));
}

/** The production sources of a package: no tests. */
export function sourcesOf(name: string): readonly Source[] {
  return filesBelow(`packages/${name}/src`, ".ts")
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

export function parse({ path, text }: Source): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

/** Every node of a tree, parents first. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodes(child);
}

/** The line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
