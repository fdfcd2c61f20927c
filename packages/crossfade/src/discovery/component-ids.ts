import { baseOf, parentOf } from "./repository-files.ts";

const maxLength = 63;

/** Gives ids that crossfade.yaml takes: letters, digits, - and _, beginning with a letter, each one once. */
export class ComponentIds {
  readonly #taken = new Set<string>();

  /** "apps/web/" -> "web"; where that is taken "apps-web", then "web-2". */
  forFolder(folder: string, otherwise: string): string {
    const name = idOf(baseOf(folder)) ?? idOf(otherwise) ?? "component";
    const above = idOf(`${baseOf(parentOf(folder))}-${name}`);
    return this.take(name, above);
  }

  /** The first that is free of the name, `instead`, and the name with a number. */
  take(name: string, instead?: string): string {
    const free = [name, ...(instead === undefined ? [] : [instead])].find((each) => !this.#taken.has(each));
    let id = free ?? name;
    for (let number = 2; this.#taken.has(id); number++) id = `${name.slice(0, maxLength - 7)}-${number}`;
    this.#taken.add(id);
    return id;
  }
}

/** Undefined where nothing of the text can stand in an id. */
function idOf(text: string): string | undefined {
  const plain = text
    .replace(/^@[^/]*\//, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^[^A-Za-z]+/, "")
    .slice(0, maxLength)
    .replace(/[-_]+$/, "");
  return plain === "" ? undefined : plain;
}
