import { join } from 'node:path';
import { NocturneError } from '../../src/errors.ts';
import { type CsvTable, findColumns, parseCell, placeOf, readCsv } from '../../src/telemetry/csv/csv.ts';
import { badCell } from '../../src/telemetry/csv/csv-rows.ts';
import { findPacked } from '../../src/telemetry/csv/text-file.ts';

/** A port and the other end of its link; `peer` is −1 when the link leaves the network. */
export interface Port {
  device: string;
  interface: string;
  link: string;
  peer: number;
}

/** The order of everything that a minute holds; fixed by the folder that a model is trained on. */
export interface CoreLayout {
  ports: Port[];
  devices: string[];
  /** BGP sessions as `device peer`. */
  sessions: string[];
}

/** Values of one minute; NaN is "not reported". */
export interface CoreMinute {
  time: string;
  /** One number per port. */
  adminUp: Float64Array;
  rxPps: Float64Array;
  txPps: Float64Array;
  /** The same traffic as the virtual switch counts it: into and out of the router. */
  inPps: Float64Array;
  outPps: Float64Array;
  /** One number per device, in per cent. */
  cpu: Float64Array;
  /** One number per session. */
  prefixes: Float64Array;
}

export interface CoreLabel {
  stable: boolean;
  /** Empty on unstable minutes. */
  cause: string;
  device: string;
  interface: string;
}

/** Reads which ports, devices and sessions the folder holds. */
export function readCoreLayout(folder: string): CoreLayout {
  const ports: Port[] = [];
  const table = readCsv(findPacked(join(folder, 'ports.csv')));
  const column = findColumns(table, ['device', 'interface', 'link']);
  for (const cells of table.rows) {
    ports.push({
      device: cells[column.device]!,
      interface: cells[column.interface]!,
      link: cells[column.link]!,
      peer: -1,
    });
  }
  for (const [p, port] of ports.entries()) {
    port.peer = ports.findIndex((other, q) => q !== p && other.link === port.link);
  }
  const devices = listValues(readCsv(findPacked(join(folder, 'devices.csv'))), ['device']);
  const sessions = listValues(readCsv(findPacked(join(folder, 'bgp.csv'))), ['device', 'peer']);
  return { ports, devices, sessions };
}

function listValues(table: CsvTable, names: readonly string[]): string[] {
  const column = findColumns(table, names);
  return [...new Set(table.rows.map((cells) => names.map((name) => cells[column[name]!]!).join(' ')))].sort();
}

/**
 * Reads all minutes of devices.csv, in the order in which they first appear there. Ports, devices and sessions that the layout doesn't have are
 * left out. Labels are not read.
 */
export function readCoreMinutes(folder: string, layout: CoreLayout): CoreMinute[] {
  const minutes = new Map<string, CoreMinute>();
  const deviceAt = new Map(layout.devices.map((device, d) => [device, d]));
  const portAt = new Map(layout.ports.map((port, p) => [`${port.device} ${port.link}`, p]));
  const sessionAt = new Map(layout.sessions.map((session, s) => [session, s]));

  const devices = readCsv(findPacked(join(folder, 'devices.csv')));
  eachRow(devices, ['time', 'device', 'cpu_util'], (row, column, cells) => {
    const time = cells[column.time]!;
    if (time === '') throw badCell(placeOf(devices, row), 'time', 'is empty');
    if (!minutes.has(time)) minutes.set(time, emptyMinute(time, layout));
    const d = deviceAt.get(cells[column.device]!);
    if (d !== undefined) minutes.get(time)!.cpu[d] = parseCell(devices, row, column.cpu_util);
  });

  const interfaces = readCsv(findPacked(join(folder, 'interfaces.csv')));
  const names = ['time', 'device', 'link', 'admin_up', 'rx_pps', 'tx_pps', 'in_pkt_rate', 'out_pkt_rate'] as const;
  eachRow(interfaces, names, (row, column, cells) => {
    const minute = minutes.get(cells[column.time]!);
    const p = portAt.get(`${cells[column.device]} ${cells[column.link]}`);
    if (!minute || p === undefined) return;
    minute.adminUp[p] = parseCell(interfaces, row, column.admin_up);
    minute.rxPps[p] = parseCell(interfaces, row, column.rx_pps);
    minute.txPps[p] = parseCell(interfaces, row, column.tx_pps);
    minute.inPps[p] = parseCell(interfaces, row, column.in_pkt_rate);
    minute.outPps[p] = parseCell(interfaces, row, column.out_pkt_rate);
  });

  const bgp = readCsv(findPacked(join(folder, 'bgp.csv')));
  eachRow(bgp, ['time', 'device', 'peer', 'prefixes_received'], (row, column, cells) => {
    const minute = minutes.get(cells[column.time]!);
    const s = sessionAt.get(`${cells[column.device]} ${cells[column.peer]}`);
    if (minute && s !== undefined) minute.prefixes[s] = parseCell(bgp, row, column.prefixes_received);
  });
  return [...minutes.values()];
}

/** Reads the labels by minute. */
export function readCoreLabels(folder: string): Map<string, CoreLabel> {
  const labels = new Map<string, CoreLabel>();
  const table = readCsv(findPacked(join(folder, 'labels.csv')));
  eachRow(table, ['time', 'stable', 'class', 'node', 'interface'], (_, column, cells) => {
    labels.set(cells[column.time]!, {
      stable: cells[column.stable] === '1',
      cause: cells[column.class]!,
      device: cells[column.node]!,
      interface: cells[column.interface]!,
    });
  });
  if (labels.size === 0) throw new NocturneError('no-labels', `${table.file} has no rows: there is nothing to learn`);
  return labels;
}

/** A minute that may be learned from or judged, and its label. */
export interface LabelledMinute {
  minute: CoreMinute;
  label: CoreLabel;
}

/** The stable minutes that have a class, in the order of `minutes`. */
export function findLabelled(minutes: readonly CoreMinute[], labels: ReadonlyMap<string, CoreLabel>): LabelledMinute[] {
  return minutes.flatMap((minute) => {
    const label = labels.get(minute.time);
    return label?.stable && label.cause ? [{ minute, label }] : [];
  });
}

/** The class as the cause table and the paper count it: loss and delay are one. */
export const mergeCause = (cause: string): string => (cause === 'packet-delay' ? 'packet-loss' : cause);

/** The counters of the routers in one row. Those of the virtual switch are left out: their gaps give the answer away. */
export const routerCounters = ({ adminUp, rxPps, txPps, cpu, prefixes }: CoreMinute): number[] => [
  ...adminUp,
  ...rxPps,
  ...txPps,
  ...cpu,
  ...prefixes,
];

function eachRow<const N extends string>(
  table: CsvTable,
  names: readonly N[],
  take: (row: number, column: Record<N, number>, cells: string[]) => void,
): void {
  const column = findColumns(table, names);
  for (const [row, cells] of table.rows.entries()) take(row, column, cells);
}

function emptyMinute(time: string, { ports, devices, sessions }: CoreLayout): CoreMinute {
  const perPort = () => new Float64Array(ports.length).fill(Number.NaN);
  return {
    time,
    adminUp: perPort(),
    rxPps: perPort(),
    txPps: perPort(),
    inPps: perPort(),
    outPps: perPort(),
    cpu: new Float64Array(devices.length).fill(Number.NaN),
    prefixes: new Float64Array(sessions.length).fill(Number.NaN),
  };
}
