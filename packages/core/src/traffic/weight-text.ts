import { bucketCount } from "./bucket.ts";

/** "10%" or "0.5%" as buckets of 10,000. Undefined: not a percentage, above 100 or finer than 0.01 %. */
export function weightOf(text: string): number | undefined {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?\s?%?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const weight = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  return weight <= bucketCount ? weight : undefined;
}

/** 1,000 buckets: "10%"; 1,050: "10.5%". */
export function weightText(weight: number): string {
  return `${weight / 100}%`;
}

/** "25 %", in sentences: buckets of 10,000. */
export function shareText(weight: number): string {
  return `${weight / 100} %`;
}
