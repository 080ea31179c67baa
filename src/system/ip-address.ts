/** IP addresses as ranges: which ones are this machine, and which ones only a cloud's metadata service has. */
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Addresses that no registry or token server has; a name or realm that leads there is an attack or a mistake. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local; AWS, Azure and Google metadata (RFC 3927)
forbidden.addSubnet('fe80::', 10, 'ipv6'); // link-local (RFC 4291 §2.5.6)
forbidden.addAddress('fd00:ec2::254', 'ipv6'); // EC2 metadata over IPv6
forbidden.addAddress('fd00:ec2::23', 'ipv6'); // EKS Pod Identity credentials over IPv6
forbidden.addAddress('fd20:ce::254', 'ipv6'); // Google metadata over IPv6
forbidden.addAddress('100.100.100.200', 'ipv4'); // Alibaba metadata
forbidden.addSubnet('0.0.0.0', 8, 'ipv4'); // "this host": dials loopback on Linux (RFC 1122 §3.2.1.3)
forbidden.addAddress('::', 'ipv6');

/**
 * The IPv6 forms that wrap an IPv4 address: mapped, translated, compatible, NAT64 (RFC 6052, RFC 8215) and 6to4 (RFC
 * 3056).
 */
const group = '[0-9a-f]{1,4}';
const wrapped = `0:0:0:0:0:(?:ffff|0)|0:0:0:0:ffff:0|64:ff9b:0:0:0:0|64:ff9b:1:${group}:${group}:${group}`;
const wrappedIpv4 = new RegExp(`^(?:${wrapped}):(${group}):(${group})$|^2002:(${group}):(${group}):`);

/**
 * The host of a URL, or a text from NO_PROXY, in one form: lower case, no brackets, no final dot,
 * IPv6 as RFC 5952 writes it and without zone, an IPv4 address wrapped in IPv6 unwrapped.
 */
export function canonicalHost(host: string): string {
  const bare = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return isIP(bare) === 6 ? unwrapIpv4(compress(bare)) : bare;
}

/** True for `localhost`, 127.0.0.0/8 and `::1`, the hosts that docker and Go treat as this machine. */
export function isLoopbackHost(host: string): boolean {
  const bare = canonicalHost(host);
  return bare === 'localhost' || contains(loopback, bare);
}

/** True for link-local and metadata addresses and for 0.0.0.0, in every notation; false for names. */
export function isForbiddenAddress(host: string): boolean {
  return contains(forbidden, canonicalHost(host));
}

function contains(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function unwrapIpv4(address: string): string {
  const match = wrappedIpv4.exec(expand(address));
  const high = match?.[1] ?? match?.[3];
  const low = match?.[2] ?? match?.[4];
  if (high === undefined || low === undefined) return address;
  const bits = Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16);
  // ::1 and :: look like IPv4-compatible addresses, but are addresses of their own (RFC 4291 §2.5.2, §2.5.3).
  if (bits <= 1) return address;
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

/** The URL parser compresses, and rewrites dotted endings. */
function compress(address: string): string {
  const [withoutZone = ''] = address.split('%');
  return new URL(`http://[${withoutZone}]/`).hostname.slice(1, -1);
}

/** Eight groups without leading zeros. */
function expand(compressed: string): string {
  const [head = '', tail] = compressed.split('::');
  if (tail === undefined) return compressed;
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right].join(':');
}
