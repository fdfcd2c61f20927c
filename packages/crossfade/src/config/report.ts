import { codeFrame } from "./code-frame.ts";
import type { Complaint } from "./complaint.ts";
import type { ConfigText, Path } from "./yaml-text.ts";

/** Notes one complaint about a place; `of` says whether the caret stands under the key or under its value. */
export type Report = (path: Path, message: string, expected?: string, of?: "key" | "value") => void;

/** More complaints than this help nobody. */
const maxComplaints = 100;

/** Collects complaints in the order of the file. */
export function complaintsAbout(text: ConfigText): { report: Report; all: () => readonly Complaint[] } {
  const found: Complaint[] = [];
  const report: Report = (path, message, expected, of = "value") => {
    const { line, column } = text.position(path, of);
    found.push({
      file: text.file,
      line,
      column,
      path: written(path),
      message,
      ...(expected === undefined ? {} : { expected }),
      frame: codeFrame(text.text, line, column),
    });
  };
  const all = () => found.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, maxComplaints);
  return { report, all };
}

/** ["links", 2, "from"] -> "links[2].from". */
function written(path: Path): string {
  return path.reduce<string>(
    (out, step) => (typeof step === "number" ? `${out}[${step}]` : out === "" ? step : `${out}.${step}`),
    "",
  );
}
