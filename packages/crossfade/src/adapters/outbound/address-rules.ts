import { BlockList, isIP, isIPv6 } from "node:net";

/**
 * Never called, whoever asks: this machine's own link, where clouds keep credentials; "no address"; and what is nobody's.
 * Sources: RFC 3927 and 4291 (link-local), RFC 6890 (special purpose), the metadata addresses of AWS, Azure, Alibaba and
 * Oracle.
 */
const never: readonly string[] = [
  "0.0.0.0/8",
  "169.254.0.0/16",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "fe80::/10",
  "fec0::/10",
  "fd00:ec2::/32",
  "ff00::/8",
];
const loopback: readonly string[] = ["127.0.0.0/8", "::1/128"];

const neverList = networks(never);
const loopbackList = networks(loopback);

/** Why an address is not called, whatever is listed; undefined: it may be. `address` is an IPv4 or IPv6 address. */
export function neverCalled(address: string): string | undefined {
  const isNever = bothForms(address).some((each) => contains(neverList, each));
  return isNever ? `${address} is link-local, metadata or no address` : undefined;
}

export function isLoopback(address: string): boolean {
  return bothForms(address).some((each) => contains(loopbackList, each));
}

/** Networks in CIDR and single addresses. */
export function networks(list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const entry of list) {
    const [address = "", bits] = entry.split("/", 2);
    const family = isIP(address);
    if (family === 0) continue;
    const type = family === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) blocks.addAddress(address, type);
    else blocks.addSubnet(address, Number(bits), type);
  }
  return blocks;
}

export function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** An address, and the IPv4 address that it stands for where it carries one: both are looked at. */
export function bothForms(address: string): readonly string[] {
  const inner = isIPv6(address) ? carriedIpv4(groupsOf(address)) : undefined;
  return inner === undefined ? [address] : [address, inner];
}

/** Mapped (::ffff:a.b.c.d), compatible (::a.b.c.d), NAT64 (64:ff9b::a.b.c.d), 6to4 (2002:aabb:ccdd::). */
function carriedIpv4(groups: readonly number[]): string | undefined {
  const [a = 0, b = 0, c = 0] = groups;
  const tail = () => dotted(groups[6] ?? 0, groups[7] ?? 0);
  if (a === 0x2002) return dotted(b, c);
  if (a === 0x64 && b === 0xff9b) return tail();
  const isZeroUpTo = (count: number) => groups.slice(0, count).every((each) => each === 0);
  if (isZeroUpTo(5) && groups[5] === 0xffff) return tail();
  if (isZeroUpTo(4) && groups[4] === 0xffff && groups[5] === 0) return tail();
  // ::1 and :: are themselves, not 0.0.0.1 and 0.0.0.0.
  return isZeroUpTo(6) && (groups[6] ?? 0) > 0 ? tail() : undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight groups of an IPv6 address that is valid; a zone is left out. */
function groupsOf(address: string): readonly number[] {
  const [plain = ""] = address.split("%", 1);
  const last = plain.slice(plain.lastIndexOf(":") + 1);
  const text = last.includes(".") ? plain.slice(0, plain.length - last.length) + hexPair(last) : plain;
  const [head = "", tail] = text.split("::", 2);
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = new Array<string>(8 - front.length - back.length).fill("0");
  return [...front, ...(tail === undefined ? [] : zeros), ...back].map((group) => Number.parseInt(group, 16));
}

function hexPair(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split(".").map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
