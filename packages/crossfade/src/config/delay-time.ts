import { durationExpected, durationMs } from "./duration.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** As a duration, or business days: "5bd". */
export const delayTimePattern = "^[0-9]{1,9}(s|m|h|d|w|bd)$";
export const delayTimeExpected = `${durationExpected}; or business days such as 5bd`;

const mostBusinessDays = 2600;

export interface DelayTime {
  readonly unit: "ms" | "business-days";
  readonly value: number;
}

/** "5bd" -> 5 business days, "4d" -> 345600000 ms. Undefined for anything else, and beyond ten years. */
export function delayTime(text: string): DelayTime | undefined {
  const match = /^(\d{1,9})bd$/.exec(text);
  if (match !== null) {
    const value = Number(match[1]);
    return value <= mostBusinessDays ? { unit: "business-days", value } : undefined;
  }
  const value = durationMs(text);
  return value === undefined ? undefined : { unit: "ms", value };
}
