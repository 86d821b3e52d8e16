import { columnsOf } from '../../parsing/columns.ts';
import { factKey, foreign, own, pick, withoutDescriptions } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  return [
    ...pick(withoutDescriptions(text), [
      { name: 'admin_state', pattern: /^Interface \S+ is (administratively down|up|down)/m },
      { name: 'line_protocol', pattern: /line protocol is (up|down)/ },
      { name: 'link_ups', pattern: /Link ups:\s+(\d+)/, numeric: true },
      { name: 'link_downs', pattern: /Link downs:\s+(\d+)/, numeric: true },
      { name: 'mtu_bytes', pattern: /\bmtu (\d+)/, numeric: true },
      // The kernel says minus one of what it does not know, and FRR writes that without a sign.
      { name: 'speed_mbps', pattern: /\bspeed (?!4294967295\b)(\d+)/, numeric: true },
    ]),
    ...(description === undefined ? [] : [foreign('description', description)]),
  ];
}

/** Columns: interface, state, VRF, addresses; further addresses stand on lines of their own, behind blanks. */
export function parseInterfaceBrief(text: string): Fact[] {
  const rows = text.split('\n').filter((line) => /^\S+ +(?:up|down)(?: |$)/.test(line));
  return rows.map(columnsOf).map(([name, state]) => own(`${factKey(name!)}_state`, state!));
}

/**
 * Several protocols may know the prefix; the entry that says "best" is the one in use, and an asterisk marks the ways that are. A way by way of
 * another address is followed by those that it comes down to, further to the right.
 */
export function parseRoute(text: string): Fact[] {
  const entries = text.split(/^(?=Routing entry for )/m);
  const best = entries.find((entry) => /^ {2}Known via .*\bbest\b/m.test(entry));
  if (!best) return [];
  const marked = [...best.matchAll(/^ {2}\* +(\S.*)$/gm)].map(([, way]) => way!);
  const ways = marked.filter((way) => !/\(recursive\)|^unreachable\b|^blackhole\b/.test(way)).map(readWay);
  const discards = marked.some((way) => /^(?:unreachable|blackhole)\b/.test(way));
  return [
    ...pick(best, [
      { name: 'prefix', pattern: /^Routing entry for (\S+)/ },
      { name: 'protocol', pattern: /Known via "(\w+)/ },
      { name: 'metric', pattern: /metric (\d+)/, numeric: true },
    ]),
    own('ways', ways.length),
    ...(discards ? [own('discards', 'yes')] : []),
    ...ways.flatMap(({ hop, port }, i) => [
      ...(port === undefined ? [] : [own(`way_${i + 1}_interface`, port)]),
      own(`way_${i + 1}_next_hop`, hop),
    ]),
  ];
}

function readWay(way: string): { hop: string; port?: string } {
  const [, hop, port] = /^(directly connected|[^\s,]+)[^,]*(?:, (?:via )?(?!weight |label )([^\s,(]+))?/.exec(way)!;
  return { hop: hop!, port };
}
