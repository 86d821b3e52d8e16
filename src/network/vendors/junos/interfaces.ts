import { factKey, foreign, own, pick, withoutDescriptions } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

const kbpsPer: Record<string, number> = { mbps: 1e3, gbps: 1e6 };

/** What stands below the first logical interface is about that one. */
export function parseInterface(text: string): Fact[] {
  const physical = text.split(/^ {2}Logical interface /m, 1)[0]!;
  const description = /^ {2}Description: (.+)$/m.exec(physical)?.[1];
  const device = withoutDescriptions(physical);
  const speed = /Speed: ([\d.]+)([mg]bps)/i.exec(device);
  return [
    ...pick(device, [
      { name: 'admin_state', pattern: /^Physical interface: \S+, (Enabled|Administratively down)/m },
      { name: 'line_protocol', pattern: /Physical link is (Up|Down)/ },
      { name: 'mtu_bytes', pattern: /MTU: (\d+)/, numeric: true },
    ]),
    ...(speed ? [own('speed_kbps', Math.round(Number(speed[1]) * kbpsPer[speed[2]!.toLowerCase()]!))] : []),
    ...pick(device, [
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

/** Columns: interface, wanted state, link state. Units, which have a dot in their name, follow their interface and repeat its state. */
export function parseInterfaceBrief(text: string): Fact[] {
  const row = /^([^\s.]+) +(up|down) +(up|down)(?: |$)/gm;
  return [...text.matchAll(row)].map(([, name, admin, link]) =>
    own(`${factKey(name!)}_state`, admin === 'down' ? 'administratively down' : link!),
  );
}

/** A way from the line that holds it, or null for a line that is something else. */
function readWay(line: string): { hop: string; port?: string } | null {
  const words = line.split(/[\s>]+/).filter((word) => word !== '');
  if (words[0] === 'to' && words[1] === 'table') return { hop: `table ${words[2]}` };
  if (!words.includes('via')) return null;
  const port = words[words.indexOf('via') + 1]?.replace(/,$/, '') ?? 'unknown';
  return { hop: words[0] === 'to' ? words[1]! : 'directly connected', port };
}

/**
 * The lines of the table of the device itself. Those of routing instances, and of inet.3, which only resolves next hops, come behind headings of their
 * own; text without a heading is taken as it is.
 */
function linesOfMainTable(text: string): string[] {
  const lines = text.split('\n');
  const isHeading = (line: string) => /^\S+\.\d+: \d+ destinations/.test(line);
  if (!lines.some(isHeading)) return lines;
  const start = lines.findIndex((line) => line.startsWith('inet.0: '));
  if (start < 0) return [];
  const below = lines.slice(start + 1);
  const end = below.findIndex(isHeading);
  return below.slice(0, end < 0 ? below.length : end);
}

/** The active route, marked by an asterisk or a plus, and the ways on the lines below it. A way that is not understood makes their number unknown. */
export function parseRoute(text: string): Fact[] {
  const lines = linesOfMainTable(text);
  const start = lines.findIndex((line) => /^(?:\d+\.\d+\.\d+\.\d+\/\d+)? +[*+]\[/.test(line));
  const [, protocol] = /[*+]\[([\w-]+)\//.exec(lines[start] ?? '') ?? [];
  const prefix = lines
    .slice(0, start + 1)
    .flatMap((line) => /^(\d+\.\d+\.\d+\.\d+\/\d+)(?: |$)/.exec(line)?.[1] ?? [])
    .at(-1);
  if (protocol === undefined || prefix === undefined) return [];
  const below = lines.slice(start + 1);
  // What stands below another "[OSPF/150]", with or without a mark before it, is another protocol's way, which is not in use.
  const end = below.findIndex((line) => !line.startsWith('  ') || /^ +[-+]?\[/.test(line));
  const told = below.slice(0, end < 0 ? below.length : end);
  const ways = told.flatMap((line) => readWay(line) ?? []);
  const unknown = told.some((line) => /^ +(?:> *|to )\S/.test(line) && readWay(line) === null);
  const discards = told.some((line) => /^ +(?:Discard|Reject)$/.test(line.trimEnd()));
  const metric = /, metric (\d+)/.exec(lines[start]!)?.[1];
  return [
    own('prefix', prefix),
    own('protocol', protocol.toLowerCase()),
    ...(metric === undefined ? [] : [own('metric', Number(metric))]),
    ...(unknown ? [] : [own('ways', ways.length)]),
    ...(discards ? [own('discards', 'yes')] : []),
    ...ways.flatMap(({ hop, port }, i) => [
      ...(port === undefined ? [] : [own(`way_${i + 1}_interface`, port)]),
      own(`way_${i + 1}_next_hop`, hop),
    ]),
  ];
}
