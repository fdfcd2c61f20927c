import { equalJson, isObject, own, setOwn } from "../document/json.ts";
import { pointerTo } from "../document/pointer.ts";
import { isData, isNameMap } from "../document/walk.ts";
import { FLAG_KEYWORD, type FlagMark, marksIn } from "./mark.ts";

/** `written`: as the document says. `optional`: it may be missing. `absent`: it is not there. */
export type Presence = "written" | "optional" | "absent";

/** A document as it is in one state of its flags. */
export interface FlagView {
  /** Operations: what is called. An operation is there or not. */
  operation(mark: FlagMark): Exclude<Presence, "optional">;
  /** Fields, parameters, branches and values: what is sent within a call or a message. */
  part(mark: FlagMark): Presence;
}

/** A mark that was found, and where. */
export interface FoundMark extends FlagMark {
  readonly pointer: string;
  readonly of: "operation" | "part";
}

export interface Misplaced {
  readonly pointer: string;
  readonly message: string;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/**
 * A schema that nothing fits, in every dialect. It stands where a field or a branch was: an object without its last field
 * would look like one that may hold anything, and the neighbours of a branch keep their places.
 */
const nothing = { not: {} };

/** Where an object stands, as far as its mark depends on it. */
type Role = "operation" | "field" | "parameter" | "branch" | "other";

/** Every mark of a document, and those that stand where they mean nothing. */
export function marksOf(root: unknown): { readonly marks: FoundMark[]; readonly misplaced: Misplaced[] } {
  const walk = new Walk(undefined);
  walk.rewritten(root, "", "other", false);
  return { marks: walk.marks, misplaced: [...walk.misplaced, ...walk.strayRequired()] };
}

/** The document in one state. Pointers into it stay pointers into what was written, but into lists of names and values. */
export function inView(root: unknown, view: FlagView): unknown {
  return new Walk(view).rewritten(root, "", "other", false);
}

/** Documents are at most `documentLimits.depth` deep: they were parsed before. */
class Walk {
  readonly marks: FoundMark[] = [];
  readonly misplaced: Misplaced[] = [];
  readonly #view: FlagView | undefined;
  /** Names that some schema asks for without having them among its own properties. */
  readonly #asked = new Map<string, string>();
  readonly #markedFields = new Set<string>();

  constructor(view: FlagView | undefined) {
    this.#view = view;
  }

  rewritten(value: unknown, pointer: string, role: Role, names: boolean): unknown {
    if (Array.isArray(value))
      return value.map((each, index) => this.#member(each, pointerTo(pointer, index), role));
    if (!isObject(value)) return value;
    if (!names) this.#note(value, pointer, role);
    const copy = {};
    for (const [key, child] of Object.entries(value)) {
      if (!names && isData(key)) setOwn(copy, key, child);
      else {
        const below = pointerTo(pointer, key);
        const entry = this.#entry(key, child, below, { value, names, role });
        if (entry !== undefined) setOwn(copy, key, entry);
      }
    }
    return names ? copy : this.#schema(value, copy);
  }

  /** A member of an object; undefined where it is not there in this state. */
  #entry(
    key: string,
    child: unknown,
    pointer: string,
    holder: { value: object; names: boolean; role: Role },
  ): unknown {
    const isField = holder.names && holder.role === "field";
    const isOperation = !holder.names && methods.includes(key);
    const own: Role = isField ? "field" : isOperation ? "operation" : "other";
    if ((isField || isOperation) && this.#presence(child, own) === "absent")
      return isField ? nothing : undefined;
    const becomesNames = !holder.names && isNameMap(key);
    return this.rewritten(
      child,
      pointer,
      becomesNames ? rolesOfNames(key) : (rolesOfLists[key] ?? own),
      becomesNames,
    );
  }

  #member(value: unknown, pointer: string, role: Role): unknown {
    const presence = role === "branch" || role === "parameter" ? this.#presence(value, role) : "written";
    const copy = this.rewritten(value, pointer, role, false);
    if (presence === "absent") return role === "branch" ? nothing : {};
    return presence === "optional" && role === "parameter" ? { ...(copy as object), required: false } : copy;
  }

  /** What became of the schema's own lists: names that it asks for, values that it allows. */
  #schema(value: object, copy: object): unknown {
    const properties = own(value, "properties");
    const required = own(value, "required");
    if (Array.isArray(required)) {
      const kept = required.filter((name) => {
        const field = typeof name === "string" ? own(properties, name) : undefined;
        if (typeof name === "string" && field === undefined) this.#asked.set(name, "");
        return this.#presence(field, "field") === "written";
      });
      if (kept.length < required.length) setOwn(copy, "required", kept);
      if (kept.length === 0 && required.length > 0) Reflect.deleteProperty(copy, "required");
    }
    return this.#values(value, copy);
  }

  #values(value: object, copy: object): unknown {
    const allowed = own(value, "enum");
    const found = marksIn(own(value, FLAG_KEYWORD) ?? "");
    if (!this.#view || !Array.isArray(allowed) || typeof found === "string") return copy;
    const view = this.#view;
    const gone = found.filter((each) => each.values && view.part(each) === "absent");
    const left = allowed.filter(
      (each) => !gone.some(({ values }) => values?.some((other) => equalJson(each, other))),
    );
    if (left.length === allowed.length) return copy;
    setOwn(copy, "enum", left);
    return left.length === 0 ? nothing : copy;
  }

  #presence(value: unknown, role: Role): Presence {
    const found = own(value, FLAG_KEYWORD);
    if (!this.#view || found === undefined) return "written";
    const marks = marksIn(found);
    const whole = typeof marks === "string" ? undefined : marks.find((each) => each.values === undefined);
    if (!whole) return "written";
    return role === "operation" ? this.#view.operation(whole) : this.#view.part(whole);
  }

  #note(value: object, pointer: string, role: Role): void {
    const said = own(value, FLAG_KEYWORD);
    if (said === undefined || this.#view) return;
    const marks = marksIn(said);
    const wrong = typeof marks === "string" ? marks : misplacement(marks, role, value);
    if (wrong !== undefined) this.misplaced.push({ pointer, message: `${FLAG_KEYWORD} ${wrong}` });
    else if (typeof marks !== "string") {
      const of = role === "operation" ? "operation" : "part";
      for (const each of marks) this.marks.push({ ...each, pointer, of });
      if (role === "field") this.#markedFields.add(pointer.slice(pointer.lastIndexOf("/") + 1));
    }
  }

  /** `required` beside the properties is understood; elsewhere it would promise a field that is not sent while the flag is off. */
  strayRequired(): Misplaced[] {
    return [...this.#asked.keys()]
      .filter((name) => this.#markedFields.has(pointerTo("", name).slice(1)))
      .map((name) => ({
        pointer: "",
        message: `${FLAG_KEYWORD} on the field ${name}: a schema of this document lists it in \`required\` without having it in \`properties\`: put both into one schema`,
      }));
  }
}

function rolesOfNames(key: string): Role {
  return key === "properties" ? "field" : key === "parameters" ? "parameter" : "other";
}

const rolesOfLists: Readonly<Record<string, Role>> = {
  oneOf: "branch",
  anyOf: "branch",
  parameters: "parameter",
};

function misplacement(marks: readonly FlagMark[], role: Role, value: object): string | undefined {
  const listed = own(value, "enum");
  for (const { values } of marks) {
    const missing = values?.find(
      (each) => !Array.isArray(listed) || !listed.some((other) => equalJson(each, other)),
    );
    if (missing !== undefined)
      return `names the value ${JSON.stringify(missing)}, which is not in the \`enum\` beside it`;
  }
  if (role !== "other" || marks.every((each) => each.values)) return undefined;
  return "means nothing here: it stands on an operation, a field in `properties`, a parameter, a branch of `oneOf` or `anyOf`, or names `values` of an `enum`";
}
