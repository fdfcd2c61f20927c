/** MurmurHash3, x86, 32 bits, seed 0, fed in pieces: what is the same for every user is hashed once, when compiled. */
export interface MurmurState {
  readonly hash: number;
  /** Bytes of the block that is not full yet, and how many bits of it there are. */
  readonly block: number;
  readonly shift: number;
  readonly length: number;
}

export const emptyMurmur: MurmurState = { hash: 0, block: 0, shift: 0, length: 0 };

function scrambled(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function folded(hash: number, block: number): number {
  const mixed = hash ^ scrambled(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number, block: number, length: number): number {
  let mixed = hash ^ scrambled(block) ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The hash of what was fed and `text`, as an unsigned number. Letters beyond ASCII take the way of their bytes. */
export function murmurOf(text: string, { hash, block, shift, length }: MurmurState): number {
  let state = hash;
  let pending = block;
  let bits = shift;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return murmurOfBytes(utf8(text), { hash, block, shift, length });
    pending |= code << bits;
    bits += 8;
    if (bits === 32) {
      state = folded(state, pending);
      pending = 0;
      bits = 0;
    }
  }
  return finished(state, pending, length + text.length);
}

export function murmurOfBytes(
  bytes: Uint8Array | readonly number[],
  from: MurmurState = emptyMurmur,
): number {
  const { hash, block, length } = fed(bytes, from);
  return finished(hash, block, length);
}

export function fed(bytes: Uint8Array | readonly number[], from: MurmurState = emptyMurmur): MurmurState {
  let { hash, block, shift } = from;
  for (const byte of bytes) {
    block |= byte << shift;
    shift += 8;
    if (shift === 32) {
      hash = folded(hash, block);
      block = 0;
      shift = 0;
    }
  }
  return { hash, block, shift, length: from.length + bytes.length };
}

/** UTF-8, half pairs as U+FFFD; TextEncoder is not in every engine's language. */
export function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    let code = letter.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return bytes;
}
