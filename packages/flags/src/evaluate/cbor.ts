import { utf8 } from "./murmur3.ts";

/**
 * Core deterministic CBOR (RFC 8949, 4.2.1) of a JSON value: what fractional v3 hashes, so that 7, "7" and true fall
 * apart in every language alike. Whole numbers up to 2^53 are integers, all others the shortest float that holds them.
 */
export function cborOf(value: unknown): readonly number[] {
  if (value === null || value === undefined) return [0xf6];
  if (typeof value === "boolean") return [value ? 0xf5 : 0xf4];
  if (typeof value === "number") return numberBytes(value);
  if (typeof value === "string") return textBytes(value);
  if (Array.isArray(value)) return [...head(4, value.length), ...value.flatMap(cborOf)];
  const entries = Object.entries(value)
    .map(([key, item]) => [textBytes(key), cborOf(item)] as const)
    .sort(([one], [other]) => byteOrder(one, other));
  return [...head(5, entries.length), ...entries.flatMap(([key, item]) => [...key, ...item])];
}

/** A major type and its length or number, in as few bytes as can be. */
function head(major: number, count: number): readonly number[] {
  const type = major << 5;
  if (count < 24) return [type | count];
  if (count < 2 ** 8) return [type | 24, count];
  if (count < 2 ** 16) return [type | 25, ...bigEndian(count, 2)];
  return count < 2 ** 32 ? [type | 26, ...bigEndian(count, 4)] : [type | 27, ...bigEndian(count, 8)];
}

function bigEndian(number: number, bytes: number): readonly number[] {
  return Array.from({ length: bytes }, (_, at) => Math.floor(number / 2 ** (8 * (bytes - 1 - at))) % 256);
}

function textBytes(text: string): readonly number[] {
  const bytes = utf8(text);
  return [...head(3, bytes.length), ...bytes];
}

function numberBytes(number: number): readonly number[] {
  if (Number.isInteger(number) && Math.abs(number) <= 2 ** 53)
    return number >= 0 ? head(0, number) : head(1, -1 - number);
  const view = new DataView(new ArrayBuffer(8));
  if (Math.fround(number) !== number) {
    view.setFloat64(0, number);
    return [0xfb, ...new Uint8Array(view.buffer)];
  }
  view.setFloat32(0, number);
  const half = halfBits(view.getUint32(0));
  return half === undefined ? [0xfa, ...new Uint8Array(view.buffer, 0, 4)] : [0xf9, half >> 8, half & 255];
}

/** The 16 bits of a 32-bit float that loses nothing by it; undefined where it would. */
function halfBits(single: number): number | undefined {
  const sign = (single >>> 31) << 15;
  const exponent = ((single >>> 23) & 255) - 127;
  const fraction = single & 0x7fffff;
  if (exponent > 15 || exponent < -24) return undefined;
  if (exponent >= -14)
    return fraction & 0x1fff ? undefined : sign | ((exponent + 15) << 10) | (fraction >> 13);
  const lost = -1 - exponent;
  const whole = fraction | 0x800000;
  return whole & ((1 << lost) - 1) ? undefined : sign | (whole >> lost);
}

function byteOrder(one: readonly number[], other: readonly number[]): number {
  for (const [at, byte] of one.entries()) {
    const difference = byte - (other[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
