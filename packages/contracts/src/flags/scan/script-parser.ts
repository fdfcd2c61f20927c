import type * as BabelParser from "@babel/parser";

type Parser = Pick<typeof BabelParser, "parse">;

let parser: Parser | undefined;

/** One node of a syntax tree, as far as a scan looks at it. */
export interface Syntax {
  readonly type: string;
  readonly start?: number | null;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
  readonly [part: string]: unknown;
}

/**
 * Makes the parser of TypeScript and JavaScript ready. To be called once, before sources are scanned. The caller imports
 * it: only those should load it who scan.
 */
export function loadScriptParser(module: Parser): void {
  parser ??= module;
}

export type ParsedScript =
  | { readonly ok: true; readonly root: Syntax }
  | { readonly ok: false; readonly why: string; readonly line: number; readonly column: number };

/** TypeScript, TSX and JavaScript, by the ending of the path. */
export function parseScript(path: string, text: string): ParsedScript {
  if (parser === undefined) throw new Error("loadScriptParser has to be called before sources are scanned");
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  // In .ts files `<T>x` is a cast, elsewhere it begins an element.
  const isElement = !/\.[cm]?ts$/.test(path);
  try {
    const file = parser.parse(text, {
      sourceType: "unambiguous",
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowUndeclaredExports: true,
      plugins: [
        ...(isTypeScript ? (["typescript"] as const) : (["flow"] as const)),
        ...(isElement ? (["jsx"] as const) : []),
        "decorators",
        "explicitResourceManagement",
      ],
    });
    return { ok: true, root: file.program as unknown as Syntax };
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number; column: number }; message?: string };
    const why = (message ?? String(error)).split("\n", 1)[0]?.replace(/ \(\d+:\d+\)$/, "") ?? "";
    return { ok: false, why, line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 };
  }
}
