/**
 * Seeded streams of uniform numbers. Each name has a stream of its own, so that a delay that is added, removed or made
 * longer changes no draw of the others: with the same seed the same run stays comparable from forecast to forecast.
 *
 * sfc32 (C. Doty-Humphrey, PractRand: three words of chaotic state and a counter), its state filled by splitmix32
 * (the 32-bit finaliser of MurmurHash3 over a Weyl sequence) from the seed and the FNV-1a hash of the name; the first
 * twelve numbers are thrown away, as its author does.
 */
export function streamOf(seed: number, name: string): () => number {
  const fill = splitmix32((seed ^ fnv1a(name)) | 0);
  const next = sfc32(fill(), fill(), fill(), 1);
  for (let round = 0; round < 12; round++) next();
  return () => (next() >>> 0) / 4_294_967_296;
}

function sfc32(first: number, second: number, third: number, counter: number): () => number {
  let [a, b, c, d] = [first, second, third, counter];
  return () => {
    const result = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + result) | 0;
    return result;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
