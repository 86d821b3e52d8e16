import { factKey, foreign, own, pick, withoutDescriptions } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

const bitsPer: Record<string, number> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9 };

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  const device = withoutDescriptions(text);
  return [
    ...pick(device, [
      { name: 'admin_state', pattern: /^\S+ is (administratively down|up|down), line protocol/m },
      { name: 'line_protocol', pattern: /line protocol is (\w+)/ },
      { name: 'mtu_bytes', pattern: /MTU (\d+) bytes/, numeric: true },
      { name: 'speed_kbps', pattern: /BW (\d+) kbit/, numeric: true },
    ]),
    ...rate(device, 'input'),
    ...rate(device, 'output'),
    ...pick(device, [
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

/**
 * Columns: interface, address, state, line protocol, MTU, and an owner of the address where there is one. An interface that is up without a line
 * protocol carries nothing: it is down.
 */
export function parseInterfaceBrief(text: string): Fact[] {
  const row = /^(\S+) +(?:[\d.]+\/\d+|un\w+) +(admin down|\S+) +(\S+) +\d+(?: |$)/;
  return text.split('\n').flatMap((line) => {
    const [, name, state, protocol] = row.exec(line) ?? [];
    return name === undefined
      ? []
      : [own(`${factKey(name)}_state`, state === 'up' && protocol !== 'up' ? 'down' : state!)];
  });
}

/**
 * Columns: code, prefix, [distance/metric], and a way; further ways stand on lines of their own. A way that is not understood makes their number
 * unknown.
 */
export function parseRoute(text: string): Fact[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => routeLine.test(line));
  const [, code, prefix, metric, rest] = routeLine.exec(lines[start] ?? '') ?? [];
  if (prefix === undefined) return [];
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => !/^ {4,}\S/.test(line));
  const told = [rest!, ...below.slice(0, end < 0 ? below.length : end)].map((line) => line.trim());
  const ways = told.filter((line) => line !== '').map(readWay);
  const known = ways.flatMap((way) => way ?? []);
  const discards = known.some(({ port }) => port === 'Null0');
  return [
    own('prefix', prefix),
    own('protocol', protocols[code!] ?? code!),
    ...(metric === undefined ? [] : [own('metric', Number(metric))]),
    ...(known.length < ways.length ? [] : [own('ways', ways.length)]),
    ...(discards ? [own('discards', 'yes')] : []),
    ...known.flatMap(({ hop, port }, i) => [own(`way_${i + 1}_interface`, port), own(`way_${i + 1}_next_hop`, hop)]),
  ];
}

const routeLine = /^ ([A-Z]+)(?: [A-Z][A-Z0-9]?)* +(\d+\.\d+\.\d+\.\d+\/\d+)(?: \[\d+\/(\d+)\])?(.*)$/;

function readWay(line: string): { hop: string; port: string } | null {
  const [, hop, port] = /^via ([\da-f.:]+), ([A-Z][^\s,]*)/.exec(line) ?? [];
  const direct = /^(?:is )?directly connected, ([A-Z][^\s,]*)/.exec(line)?.[1];
  if (direct !== undefined) return { hop: 'directly connected', port: direct };
  return hop === undefined || port === undefined ? null : { hop, port };
}

const protocols: Record<string, string> = { O: 'ospf', C: 'connected', S: 'static', B: 'bgp', I: 'isis', R: 'rip' };
