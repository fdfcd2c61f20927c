/** 3 significant digits below 1,000, whole numbers above: "0.0123", "6.2", "41", "12,300". */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "any number" : "0";
  if (Math.abs(value) < 1_000) return String(Number(value.toPrecision(3)));
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 user", "2 users", "2 users with an error". */
export function counted(count: number, noun: string, rest = ""): string {
  return `${figure(count)} ${noun}${count === 1 ? "" : "s"}${rest}`;
}

/** Of 0 to 1: "6.2 %". */
export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

const units: readonly (readonly [seconds: number, noun: string])[] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** Rounded, in the largest unit of which there are at least two: "90 seconds", "4 minutes". */
export function roundedTime(seconds: number): string {
  const [size, noun] = units.find(([each]) => seconds >= 2 * each) ?? [1, "second"];
  return counted(Math.max(1, Math.round(seconds / size)), noun);
}
