import { replaceInCode } from "../lexer.ts";
import { parseScript, type Script } from "../parser.ts";

/** Parses a query after its placeholders (`?`, `:name`, `@name`, `%s`, `%(name)s`) are made `$1`, `$2`, … */
export function parseQuery(text: string, line: number): Script {
  const numbers = new Numbers(text);
  // "@name" parses as an operator on a column, so it is never tried as it stands.
  const plain = replaceInCode(text, (code) =>
    code.replace(
      /(^|[^\w@<>?&|!#*/+=~%^-]|[=<>(,+*/-]\s*)@([A-Za-z_]\w*)/g,
      (_all, before: string, name: string) => before + numbers.of(name),
    ),
  );
  const first = parseScript(plain, line);
  if (first.kind === "statements") return first;
  const rewritten = replaceInCode(plain, (code, before) =>
    code
      .replace(/%\((\w+)\)s/g, (_all, name: string) => numbers.of(name))
      .replace(/%s\b/g, () => numbers.next())
      .replace(/(^|[^:\w])(:{1,2})([A-Za-z_]\w*)/g, (all, head: string, colons: string, name: string) =>
        colons === "::" || (head === "" && before === ":") ? all : head + numbers.of(name),
      )
      .replace(/\?(?![|&\w])/g, () => numbers.next()),
  );
  const second = rewritten === plain ? first : parseScript(rewritten, line);
  return second.kind === "statements" ? second : first;
}

/** Hands out parameters that the query does not use yet; one name is always the same parameter. */
class Numbers {
  private last: number;
  private readonly known = new Map<string, string>();

  constructor(text: string) {
    this.last = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  }

  next(): string {
    this.last++;
    return `$${this.last}`;
  }

  of(name: string): string {
    const known = this.known.get(name) ?? this.next();
    this.known.set(name, known);
    return known;
  }
}
