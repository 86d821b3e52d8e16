/** What the kernel counts of a port. */
export interface PortCounters {
  receivedBytes: number;
  sentBytes: number;
  /** Packets that found no room in the queue of the port. */
  sentDropped: number;
}

/** `/proc/net/dev`: two lines of headings, then eight numbers received and eight sent of each port. */
export function parsePortCounters(text: string): Record<string, PortCounters> {
  const ports = text.split('\n').flatMap((line) => {
    const [, name, numbers] = /^\s*([^\s:|]+):\s*([\d\s]+)$/.exec(line) ?? [];
    const columns = numbers?.trim().split(/\s+/).map(Number) ?? [];
    if (name === undefined || columns.length < 16) return [];
    return [[name, { receivedBytes: columns[0]!, sentBytes: columns[8]!, sentDropped: columns[11]! }] as const];
  });
  return Object.fromEntries(ports);
}
