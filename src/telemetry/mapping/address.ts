import { isIPv4, isIPv6 } from 'node:net';

const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
/** `core1:8080/health`: a path behind a host that has no scheme. */
const pathBehind = /^([^/\s]+)\/.*$/;
const addressWithPort = /^(?:([^:[\]]+)|\[(.+)\])(?::\d{1,5})?$/;
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** `http://192.0.2.1:80/x` and `[2001:db8::1]:57400` without scheme, port and path; a name stays as it is. */
export function hostOf(sent: string): string {
  const host = url.exec(sent)?.[1] ?? pathBehind.exec(sent)?.[1] ?? sent;
  const parted = addressWithPort.exec(host.slice(host.lastIndexOf('@') + 1));
  return parted?.[1] ?? parted?.[2] ?? host;
}

/**
 * The one form of an address (RFC 5952), of which IPv6 has many: `2001:DB8:0::1` is `2001:db8::1`, and `::ffff:192.0.2.1` is `192.0.2.1`. The zone
 * is left out. Undefined for what is no address.
 */
export function addressOf(host: string): string | undefined {
  const [text = ''] = host.split('%', 1);
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const short = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [, high, low] = mapped.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const [first, last] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, last >> 8, last & 255].join('.');
}

/** What all ways to write one name or address have in common: without scheme, port, case and the dot at the end. */
export function nameKey(sent: string): string {
  const host = hostOf(sent.trim()).toLowerCase().replace(/\.$/, '');
  return addressOf(host) ?? host;
}

/** The machine itself, whichever it is. */
export function isLoopback(sent: string): boolean {
  const key = nameKey(sent);
  return key === 'localhost' || key === '::1' || (isIPv4(key) && key.startsWith('127.'));
}
