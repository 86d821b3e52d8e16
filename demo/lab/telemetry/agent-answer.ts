/** What the SNMP agent of a device said. Counters are as they stand; null where the agent did not tell. */
export interface AgentAnswer {
  /** Ticks of the processor. */
  ticks: { busy: number; idle: number } | null;
  memory: { totalKb: number; freeKb: number } | null;
  ports: Record<string, { up: boolean; inOctets: number; inPackets: number; inErrors: number }>;
}

const scalars = {
  ...{ total: '1.3.6.1.4.1.2021.4.5', free: '1.3.6.1.4.1.2021.4.6' },
  ...{ user: '1.3.6.1.4.1.2021.11.50', nice: '1.3.6.1.4.1.2021.11.51' },
  ...{ system: '1.3.6.1.4.1.2021.11.52', idle: '1.3.6.1.4.1.2021.11.53' },
};
const columns = {
  ...{ name: '1.3.6.1.2.1.31.1.1.1.1', state: '1.3.6.1.2.1.2.2.1.8', errors: '1.3.6.1.2.1.2.2.1.14' },
  ...{ packets: '1.3.6.1.2.1.31.1.1.1.7', octets: '1.3.6.1.2.1.31.1.1.1.6' },
};
/** More ports than any device of the lab has. */
const rows = 12;

/** The words of `snmpbulkget` for everything that {@link parseAgentAnswer} reads. */
export const agentQuestion = (address: string): string[] => [
  ...['snmpbulkget', '-m', '', '-v2c', '-c', 'public', '-OnqeU', '-t', '0.9', '-r', '0'],
  ...[`-Cn${Object.keys(scalars).length}`, `-Cr${rows}`, address],
  ...Object.values(scalars),
  ...Object.values(columns),
];

export function parseAgentAnswer(text: string): AgentAnswer {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, oid, value] = /^\.([\d.]+) "?([^"]*)"?$/.exec(line.trim()) ?? [];
    if (oid !== undefined) values.set(oid, value!);
  }
  const scalar = (oid: string) => Number(values.get(`${oid}.0`) ?? Number.NaN);
  const busy = scalar(scalars.user) + scalar(scalars.nice) + scalar(scalars.system);
  const [idle, totalKb, freeKb] = [scalar(scalars.idle), scalar(scalars.total), scalar(scalars.free)];
  const indices = [...values.keys()].flatMap((oid) =>
    oid.startsWith(`${columns.name}.`) ? [oid.slice(columns.name.length + 1)] : [],
  );
  const ports = indices.map((index) => {
    const cell = (column: string) => values.get(`${column}.${index}`);
    const count = (column: string) => Number(cell(column) ?? 0);
    const { octets, packets, errors } = columns;
    const counted = { inOctets: count(octets), inPackets: count(packets), inErrors: count(errors) };
    return [cell(columns.name)!, { up: cell(columns.state) === '1', ...counted }] as const;
  });
  return {
    ticks: Number.isFinite(busy + idle) ? { busy, idle } : null,
    memory: totalKb > 0 && Number.isFinite(freeKb) ? { totalKb, freeKb } : null,
    ports: Object.fromEntries(ports),
  };
}
