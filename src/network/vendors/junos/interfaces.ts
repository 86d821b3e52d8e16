import { factKey, foreign, own, pick } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

const kbpsPer: Record<string, number> = { mbps: 1e3, gbps: 1e6 };

export function parseInterface(text: string): Fact[] {
  const description = /^ {2}Description: (.+)$/m.exec(text)?.[1];
  const speed = /Speed: (\d+)([mg]bps)/i.exec(text);
  return [
    ...pick(text, [
      { name: 'admin_state', pattern: /^Physical interface: \S+, (Enabled|Administratively down)/m },
      { name: 'line_protocol', pattern: /Physical link is (Up|Down)/ },
      { name: 'mtu_bytes', pattern: /MTU: (\d+)/, numeric: true },
    ]),
    ...(speed ? [own('speed_kbps', Number(speed[1]) * kbpsPer[speed[2]!.toLowerCase()]!)] : []),
    ...pick(text, [
      { name: 'input_rate_bps', pattern: /Input {2}bytes *: +\d+ +(\d+) bps/, numeric: true },
      { name: 'output_rate_bps', pattern: /Output bytes *: +\d+ +(\d+) bps/, numeric: true },
      { name: 'input_errors', pattern: /Input errors:\s+Errors: (\d+)/, numeric: true },
      { name: 'framing_errors', pattern: /Framing errors: (\d+)/, numeric: true },
      {
        name: 'output_drops',
        pattern: /Output errors:\s+Carrier transitions: \d+, Errors: \d+, Drops: (\d+)/,
        numeric: true,
      },
      { name: 'output_errors', pattern: /Output errors:\s+Carrier transitions: \d+, Errors: (\d+)/, numeric: true },
    ]),
    ...(description === undefined ? [] : [foreign('description', description)]),
  ];
}

/** Columns: interface, wanted state, link state. Units follow their interface and repeat its state. */
export function parseInterfaceBrief(text: string): Fact[] {
  const row = /^([a-z]+[a-z0-9-]*(?:\/\d+)*(?::\d+)?) +(up|down) +(up|down)/gm;
  return [...text.matchAll(row)].map(([, name, admin, link]) =>
    own(`${factKey(name!)}_state`, admin === 'down' ? 'administratively down' : link!),
  );
}

/** The active route, marked by an asterisk, and the ways on the lines below it. */
export function parseRoute(text: string): Fact[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^\d+\.\d+\.\d+\.\d+\/\d+ +\*\[/.test(line));
  const route = /^(\S+) +\*\[(\w+)\//.exec(lines[start] ?? '');
  if (!route) return [];
  const below = lines.slice(start + 1);
  // What stands below another "[OSPF/150]", with or without a mark before it, is another protocol's way, which is not in use.
  const end = below.findIndex((line) => !line.startsWith('  ') || /^ +[-+]?\[/.test(line));
  const ways = below
    .slice(0, end < 0 ? below.length : end)
    .map((line) =>
      line
        .trim()
        .split(/[\s>]+/)
        .filter((word) => word !== ''),
    )
    .filter((words) => words.includes('via'));
  const metric = /, metric (\d+)/.exec(lines[start]!)?.[1];
  return [
    own('prefix', route[1]!),
    own('protocol', route[2]!.toLowerCase()),
    ...(metric === undefined ? [] : [own('metric', Number(metric))]),
    own('ways', ways.length),
    ...ways.flatMap((words, i) => [
      own(`way_${i + 1}_interface`, words[words.indexOf('via') + 1]?.replace(/,$/, '') ?? 'unknown'),
      own(`way_${i + 1}_next_hop`, words[0] === 'to' ? words[1]! : 'directly connected'),
    ]),
  ];
}

export function parsePing(text: string): Fact[] {
  const lost = /\b(\d+(?:\.\d+)?)% packet loss/.exec(text)?.[1];
  return [
    ...(lost === undefined ? [] : [own('answered_pct', 100 - Number(lost))]),
    ...pick(text, [{ name: 'round_trip_ms', pattern: /min\/avg\/max\/stddev = [\d.]+\/([\d.]+)\//, numeric: true }]),
  ];
}
