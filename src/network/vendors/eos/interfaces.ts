import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

const bitsPer: Record<string, number> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9 };

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  return [
    ...pick(text, [
      { name: 'admin_state', pattern: /^\S+ is (administratively down|up|down), line protocol/m },
      { name: 'line_protocol', pattern: /line protocol is (\w+)/ },
      { name: 'mtu_bytes', pattern: /MTU (\d+) bytes/, numeric: true },
      { name: 'speed_kbps', pattern: /BW (\d+) kbit/, numeric: true },
    ]),
    ...rate(text, 'input'),
    ...rate(text, 'output'),
    ...pick(text, [
      { name: 'input_errors', pattern: /\b(\d+) input errors/, numeric: true },
      { name: 'crc_errors', pattern: /\b(\d+) CRC/, numeric: true },
      { name: 'output_drops', pattern: /\b(\d+) output discards/, numeric: true },
      { name: 'output_errors', pattern: /\b(\d+) output errors/, numeric: true },
    ]),
    ...(description === undefined ? [] : [foreign('description', description)]),
  ];
}

/** Shown in whatever unit keeps the number short. */
function rate(text: string, direction: 'input' | 'output'): Fact[] {
  const found = new RegExp(`^ {2}\\d+ (?:minutes?|seconds?) ${direction} rate ([\\d.]+) ([kMG]?bps)`, 'm').exec(text);
  return found ? [own(`${direction}_rate_bps`, Math.round(Number(found[1]) * bitsPer[found[2]!]!))] : [];
}

export function parseInterfaceBrief(text: string): Fact[] {
  const row = /^(\S+) +(?:[\d.]+\/\d+|unassigned) +(admin down|up|down) +(?:up|down|lowerlayerdown|notpresent) +\d+/gm;
  return [...text.matchAll(row)].map(([, name, state]) => own(`${factKey(name!)}_state`, state!));
}

/** Columns: code, prefix, [distance/metric], next hop and interface; further ways stand on lines of their own. */
export function parseRoute(text: string): Fact[] {
  const route = /^ ([A-Z]+)(?: [A-Z]\w)? +(\d+\.\d+\.\d+\.\d+\/\d+)(?: \[\d+\/(\d+)\])?/m.exec(text);
  if (!route) return [];
  const [, code, prefix, metric] = route;
  const ways = [...text.matchAll(/via (\d+\.\d+\.\d+\.\d+), (\S+)$/gm)];
  return [
    own('prefix', prefix!),
    own('protocol', protocols[code!] ?? code!),
    ...(metric === undefined ? [] : [own('metric', Number(metric))]),
    own('ways', /directly connected/.test(text) ? 1 : ways.length),
    ...ways.flatMap(([, hop, name], i) => [own(`way_${i + 1}_interface`, name!), own(`way_${i + 1}_next_hop`, hop!)]),
  ];
}

const protocols: Record<string, string> = { O: 'ospf', C: 'connected', S: 'static', B: 'bgp', I: 'isis', R: 'rip' };

export function parsePing(text: string): Fact[] {
  const lost = /\b(\d+(?:\.\d+)?)% packet loss/.exec(text)?.[1];
  return [
    ...(lost === undefined ? [] : [own('answered_pct', 100 - Number(lost))]),
    ...pick(text, [{ name: 'round_trip_ms', pattern: /min\/avg\/max\/mdev = [\d.]+\/([\d.]+)\//, numeric: true }]),
  ];
}
