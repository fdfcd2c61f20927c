import type { Format, Rendered, View } from "../render/view.ts";
import type { Commands, Io } from "./commands.ts";

/** What a verb gets: the commands, the world, and a place for its exit code. */
export interface Context<R> {
  readonly commands: Commands<R>;
  readonly io: Io;
  exit(code: number): void;
}

export interface OutputFlags {
  readonly json?: boolean;
  readonly github?: boolean;
  readonly color?: boolean;
}

const defaultWidth = 100;

/** The part of a view that flags and terminal decide. NO_COLOR and pipes give the same text without colour. */
export function outputOf(flags: OutputFlags, io: Io): Pick<View, "format" | "colour" | "width"> {
  const format: Format = flags.json === true ? "json" : flags.github === true ? "github" : "text";
  const noColour = flags.color === false || (io.env.NO_COLOR ?? "") !== "" || io.env.TERM === "dumb";
  const forced = (io.env.FORCE_COLOR ?? "0") !== "0";
  const width = io.columns > 0 ? io.columns : defaultWidth;
  return { format, colour: format === "text" && !noColour && (io.isTerminal || forced), width };
}

/** Writes what was rendered; the Markdown goes where GitHub Actions asks for it. */
export async function show(rendered: Rendered, io: Io): Promise<void> {
  io.stdout(rendered.text);
  const summary = io.env.GITHUB_STEP_SUMMARY;
  if (rendered.markdown !== undefined && summary !== undefined && summary !== "")
    await io.appendFile(summary, rendered.markdown);
}
