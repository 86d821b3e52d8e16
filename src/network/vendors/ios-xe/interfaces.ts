import { columnsOf } from '../../parsing/columns.ts';
import { factKey, foreign, own, pick, withoutDescriptions } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  return [
    ...pick(withoutDescriptions(text), [
      {
        name: 'admin_state',
        pattern: /^\S+ is (administratively down|up|down|reset|deleted|standby mode)(?: \(\w+\))?, line protocol/m,
      },
      { name: 'line_protocol', pattern: /line protocol is (up|down)/ },
      { name: 'mtu_bytes', pattern: /MTU (\d+) bytes/, numeric: true },
      { name: 'speed_kbps', pattern: /BW (\d+) Kbit/, numeric: true },
      { name: 'reliability_of_255', pattern: /reliability (\d+)\/255/, numeric: true },
      { name: 'input_rate_bps', pattern: /input rate (\d+) bits\/sec/, numeric: true },
      { name: 'output_rate_bps', pattern: /output rate (\d+) bits\/sec/, numeric: true },
      { name: 'input_errors', pattern: /\b(\d+) input errors/, numeric: true },
      { name: 'crc_errors', pattern: /\b(\d+) CRC/, numeric: true },
      { name: 'output_drops', pattern: /Total output drops: (\d+)/, numeric: true },
      { name: 'output_errors', pattern: /\b(\d+) output errors/, numeric: true },
    ]),
    ...(description === undefined ? [] : [foreign('description', description)]),
  ];
}

/**
 * Columns: interface, address, whether it is right, how it was set, state, line protocol. An interface that is too long has a line of its own. One
 * that is up without a line protocol carries nothing: it is down.
 */
export function parseInterfaceBrief(text: string): Fact[] {
  const lines = text.split('\n').map(columnsOf);
  return lines.flatMap((words, i) => {
    const before = lines[i - 1] ?? [];
    const [name, , right, , ...states] = isContinued(words) && before.length === 1 ? [...before, ...words] : words;
    if (!/^(?:YES|NO)$/.test(right ?? '') || states.length < 2) return [];
    const state = states.slice(0, -1).join(' ');
    return [own(`${factKey(name!)}_state`, state === 'up' && states.at(-1) !== 'up' ? 'down' : state)];
  });
}

/** A row without its first column, which stands on the line above. */
const isContinued = (words: string[]) => /^(?:YES|NO)$/.test(words[1] ?? '');

/**
 * The blocks below "Routing Descriptor Blocks": a next hop or "directly connected", and whatever the protocol adds behind commas. A block that is not
 * understood makes the number of ways unknown.
 */
export function parseRoute(text: string): Fact[] {
  if (!/^Routing entry for /m.test(text)) return [];
  const blocks = text.slice(Math.max(0, text.search(/^ *Routing Descriptor Blocks:/m)));
  const told = [...blocks.matchAll(/^ {2}[ *] (\S.*)$/gm)].map(([, way]) => readWay(way!));
  const ways = told.flatMap((way) => way ?? []);
  return [
    ...pick(text, [
      { name: 'prefix', pattern: /^Routing entry for ([^\s,]+)/m },
      { name: 'protocol', pattern: /Known via "(\w+)/ },
      { name: 'metric', pattern: /metric (\d+)/, numeric: true },
    ]),
    ...(ways.length < told.length ? [] : [own('ways', ways.length)]),
    ...(ways.some(({ port }) => port === 'Null0') ? [own('discards', 'yes')] : []),
    ...ways.flatMap(({ hop, port }, i) => [
      ...(port === undefined ? [] : [own(`way_${i + 1}_interface`, port)]),
      own(`way_${i + 1}_next_hop`, hop),
    ]),
  ];
}

/** A way of BGP, or of a static route to an address, names no interface. */
function readWay(way: string): { hop: string; port?: string } | null {
  const [, hop, more] = /^(directly connected|\d+\.\d+\.\d+\.\d+)(?: \([^)]*\))?(,.*)?$/.exec(way.trimEnd()) ?? [];
  return hop === undefined ? null : { hop, port: /, via ([A-Z][^\s,]*)/.exec(more ?? '')?.[1] };
}

export function parsePing(text: string): Fact[] {
  return pick(text, [
    { name: 'answered_pct', pattern: /Success rate is (\d+) percent/, numeric: true },
    { name: 'round_trip_ms', pattern: /min\/avg\/max = \d+\/(\d+)\/\d+ ms/, numeric: true },
  ]);
}
