import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { CauseId } from '../../src/domain/cause.ts';
import { type Label, recordingFiles } from '../../src/domain/recording.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { findColumns, readCsv } from '../../src/telemetry/csv/csv.ts';
import { findPacked } from '../../src/telemetry/csv/text-file.ts';
import { createRecordingWriter } from '../../src/telemetry/recording.ts';
import { writeLabels } from '../../src/telemetry/recording-labels.ts';
import { type CoreLayout, type CoreMinute, readCoreLayout, readCoreMinutes } from '../datasets/kddi-ipcore.ts';

/** The set's names of what its scripts did, as the product calls them. */
const causes: Record<string, CauseId> = {
  'bgp-hijacking': 'bgp_hijack',
  'bgp-injection': 'bgp_injection',
  'node-down': 'device_down',
  'interface-down': 'link_down',
  'packet-loss': 'packet_loss',
  'packet-delay': 'latency_spike',
};

/** The providers that hijack or inject, by the AS number of their sessions, as the prefix counts show. */
const providers: Record<string, string> = { A: '10', B: '20', C: '30' };

/** The source names no zone; its clock is taken for UTC. */
const timeOf = (text: string) => Date.parse(`${text}Z`);

const roles: Record<string, string> = { TR: 'router', IntGW: 'gateway', RR: 'route-reflector' };
const roleOf = (device: string) => roles[device.split('-')[0]!] ?? 'router';

/**
 * Writes a recording folder of the set: packet rates and state of each port, processor and received prefixes of each router, once a minute.
 * The packet rates of the virtual switch are left out: they are blank on exactly the minutes in which something changes, which would tell
 * the answer. Answers with what was written.
 */
export async function writeCoreRecording(source: string, out: string): Promise<{ samples: number; labels: number }> {
  const layout = readCoreLayout(source);
  const minutes = readCoreMinutes(source, layout);
  const nameOf = sessionMetrics(layout.sessions);
  const writer = await createRecordingWriter(out, { gzip: true });
  let samples = 0;
  for (const minute of minutes) {
    const batch = samplesOf(minute, layout, nameOf);
    samples += batch.length;
    await writer.samples(batch);
  }
  await writer.close();
  writeFileSync(join(out, recordingFiles.topology), stringify(topologyOf(layout)));
  const labels = readEventLabels(source, layout);
  await writeLabels(out, labels);
  return { samples, labels: labels.length };
}

/** One metric for each AS that a router has a session with; numbered where there are several. */
function sessionMetrics(sessions: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const session of sessions) {
    const same = (other: string) => deviceOf(other) === deviceOf(session) && asOf(other) === asOf(session);
    const siblings = sessions.filter(same);
    const number = siblings.length > 1 ? `_${siblings.indexOf(session) + 1}` : '';
    names.set(session, `prefixes_as${asOf(session)}${number}`);
  }
  return names;
}

const deviceOf = (session: string) => session.split(' ')[0]!;
const asOf = (session: string) => session.split('-').at(-1)!;

function samplesOf(minute: CoreMinute, layout: CoreLayout, nameOf: ReadonlyMap<string, string>): Sample[] {
  const at = timeOf(minute.time);
  const samples: Sample[] = [];
  const add = (device: string, port: string | null, metric: string, value: number) => {
    if (!Number.isNaN(value)) samples.push({ at, device, interface: port, metric, value });
  };
  for (const [d, device] of layout.devices.entries()) {
    add(device, null, 'cpu_pct', minute.cpu[d]!);
    for (const [s, session] of layout.sessions.entries()) {
      if (deviceOf(session) === device) add(device, null, nameOf.get(session)!, minute.prefixes[s]!);
    }
  }
  for (const [p, { device, interface: port }] of layout.ports.entries()) {
    add(device, port, 'oper_up', minute.adminUp[p]!);
    add(device, port, 'rx_pps', minute.rxPps[p]!);
    add(device, port, 'tx_pps', minute.txPps[p]!);
  }
  return samples;
}

function topologyOf({ devices, ports }: CoreLayout): unknown {
  const interfacesOf = (device: string) =>
    Object.fromEntries(
      ports.filter((port) => port.device === device).map((port) => [port.interface, { description: port.link }]),
    );
  const links = ports.flatMap((port, p) => {
    const far = ports[port.peer];
    if (!far || port.peer < p) return [];
    return [[port.link, { a: `${port.device}:${port.interface}`, b: `${far.device}:${far.interface}` }] as const];
  });
  return {
    devices: Object.fromEntries(
      devices.map((device) => [
        device,
        { platform: 'unknown', role: roleOf(device), site: 'core', interfaces: interfacesOf(device) },
      ]),
    ),
    links: Object.fromEntries(links),
  };
}

/** Events of a provider have no place of their own: they are where its sessions end. */
function readEventLabels(source: string, { sessions }: CoreLayout): Label[] {
  const table = readCsv(findPacked(join(source, 'events.csv')));
  const column = findColumns(table, ['start', 'end', 'class', 'node', 'interface', 'sp']);
  return table.rows.flatMap((cells) => {
    const cause = causes[cells[column.class]!];
    if (!cause) return [];
    const span = { start: timeOf(cells[column.start]!), end: timeOf(cells[column.end]!) };
    const node = cells[column.node]!;
    const touched =
      node !== '' ? [node] : sessions.filter((session) => asOf(session) === providers[cells[column.sp]!]).map(deviceOf);
    return touched.map((device) => ({ ...span, device, interface: cells[column.interface]! || null, cause }));
  });
}
