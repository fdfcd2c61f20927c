import type { Format } from "../view.ts";

/** How a timeline is shown. */
export interface TimelineView {
  readonly format: Format;
  readonly colour: boolean;
  readonly width: number;
  /** A name of the time zone database. */
  readonly zone: string;
}

export interface TimelineText {
  /** Text or JSON; ends with a newline. */
  readonly text: string;
  /** The same as a calendar (RFC 5545). */
  readonly ics: string;
}
