import type { Topology } from '../domain/device.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import type { Sender, Senders } from '../telemetry/intake/senders.ts';
import type { SourceCounts, SourceCountsByName } from '../telemetry/intake/source-counts.ts';
import { addressOf } from '../telemetry/mapping/address.ts';

/** Who sends what, what of it the inventory does not have, and what of the inventory says nothing. */
export interface TelemetryView {
  /** Places of the inventory that sent something since the start; `metrics` are those of the last half hour. */
  places: (Sender & { metrics: string[] })[];
  /** Devices that the inventory does not have. Nothing they send is judged. */
  unknownDevices: UnknownDevice[];
  /** One line for nocturne.yaml that gives each of them a name; null when there is none. */
  pasteAll: string | null;
  /** Interfaces of known devices that the inventory does not have. */
  unknownInterfaces: Sender[];
  /** Devices and interfaces of the inventory of which nothing came since the start. */
  neverHeard: Place[];
  /** Lines of senders for which there was no room in these lists. */
  notListed: number;
  sources: Record<string, SourceCounts>;
}

export interface UnknownDevice extends Sender {
  /** A line for nocturne.yaml that gives it a name: a guess, or `<device>` for the reader to fill in. */
  paste: string;
  /** What else makes an address known: a line for its device in topology.yaml. Null for a name. */
  inventory: string | null;
}

export interface TelemetryViewDeps {
  senders: Pick<Senders, 'read'>;
  sourceCounts: Pick<SourceCountsByName, 'read'>;
  topology: Topology;
  metrics: Pick<MetricReader, 'metricsAt'>;
}

const lastFirst = (a: Sender, b: Sender) => b.lastAt - a.lastAt;
const byName = (a: Place, b: Place) => (placeKey(a) < placeKey(b) ? -1 : 1);

/** Lists everything by the state of now. */
export function viewTelemetry({ senders, sourceCounts, topology, metrics }: TelemetryViewDeps): TelemetryView {
  const { known, unknownDevices, unknownInterfaces, notListed } = senders.read();
  const heard = new Set(known.flatMap((sender) => [placeKey(sender), placeKey({ ...sender, interface: null })]));
  for (const { device } of unknownInterfaces) heard.add(placeKey({ device, interface: null }));
  const names = topology.devices.map(({ name }) => name);
  const all = topology.devices.flatMap(({ name, interfaces }): Place[] => [
    { device: name, interface: null },
    ...Object.keys(interfaces).map((port) => ({ device: name, interface: port })),
  ]);
  return {
    places: known.sort(byName).map((sender) => ({ ...sender, metrics: metrics.metricsAt(sender) })),
    unknownDevices: unknownDevices.sort(lastFirst).map((sender) => ({
      ...sender,
      paste: pasteLine([sender.device], names),
      inventory: addressOf(sender.device) === undefined ? null : addressLine(sender.device),
    })),
    pasteAll:
      unknownDevices.length === 0
        ? null
        : pasteLine(
            unknownDevices.map(({ device }) => device),
            names,
          ),
    unknownInterfaces: unknownInterfaces.sort(byName),
    neverHeard: all.filter((place) => !heard.has(placeKey(place))),
    notListed,
    sources: sourceCounts.read(),
  };
}

/** A line of nocturne.yaml that says whose names or addresses these are. */
function pasteLine(sent: readonly string[], names: readonly string[]): string {
  const entries = sent.map((name) => `${JSON.stringify(name)}: ${plainName(nearestWord(name, names) ?? '<device>')}`);
  return `mapping: { deviceNames: { ${entries.join(', ')} } }`;
}

const addressLine = (address: string) => `management: { address: ${JSON.stringify(address)} }`;

/** A name that YAML would take for a number or a truth value needs quotes. */
const plainName = (name: string) =>
  /^([a-z<][\w.>-]*)$/i.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
