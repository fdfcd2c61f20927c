const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;

/**
 * xxHash, 32 bits, seed 0, of the text's UTF-8 bytes; an unsigned integer. Source: the specification of xxHash,
 * "XXH32 Algorithm Description". HAProxy's converter `xxh32(0)` gives the same.
 */
export function xxh32(text: string): number {
  const bytes = utf8(text);
  const length = bytes.length;
  let at = 0;
  let hash = prime5;
  if (length >= 16) {
    let lane1 = (prime1 + prime2) | 0;
    let lane2 = prime2 | 0;
    let lane3 = 0;
    let lane4 = -prime1 | 0;
    for (; at + 16 <= length; at += 16) {
      lane1 = round(lane1, word(bytes, at));
      lane2 = round(lane2, word(bytes, at + 4));
      lane3 = round(lane3, word(bytes, at + 8));
      lane4 = round(lane4, word(bytes, at + 12));
    }
    hash = rotate(lane1, 1) + rotate(lane2, 7) + rotate(lane3, 12) + rotate(lane4, 18);
  }
  hash = (hash + length) | 0;
  for (; at + 4 <= length; at += 4)
    hash = Math.imul(rotate((hash + Math.imul(word(bytes, at), prime3)) | 0, 17), prime4);
  for (; at < length; at++)
    hash = Math.imul(rotate((hash + Math.imul(bytes[at] ?? 0, prime5)) | 0, 11), prime1);
  return avalanche(hash);
}

function round(lane: number, input: number): number {
  return Math.imul(rotate((lane + Math.imul(input, prime2)) | 0, 13), prime1);
}

function avalanche(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), prime2);
  mixed = Math.imul(mixed ^ (mixed >>> 13), prime3);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Four bytes, the lowest first. */
function word(bytes: readonly number[], at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** Written by hand because nothing of a platform is known here. A lone surrogate becomes U+FFFD, as everywhere. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes.push(unit);
    else {
      const point = text.codePointAt(at) ?? 0;
      if (point > 0xffff) at++;
      pushPoint(bytes, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
    }
  }
  return bytes;
}

function pushPoint(bytes: number[], point: number): void {
  if (point < 0x800) bytes.push(0xc0 | (point >> 6));
  else {
    if (point < 0x10000) bytes.push(0xe0 | (point >> 12));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f));
    bytes.push(0x80 | ((point >> 6) & 0x3f));
  }
  bytes.push(0x80 | (point & 0x3f));
}
