import type { Clock } from '../../domain/clock.ts';
import type { LocatedPoint } from '../mapping/metric-mapping.ts';
import type { Point } from '../point.ts';

/** A place that sends, as it calls itself. */
export interface Sender {
  /** Name in the inventory, or what the sender calls itself. */
  device: string;
  /** Null for the device as a whole; `number 3` where only the number of the interface is sent. */
  interface: string | null;
  /** Tags of its latest line. */
  tags: Record<string, string>;
  /** Measurements and fields of its lines, a few of them. */
  measurements: string[];
  /** Values that came, whatever became of them. */
  values: number;
  /** When a line came last, milliseconds since 1970. */
  lastAt: number;
}

/** Who sends, and what of it the inventory does not have. Bounded: beyond `limit` places, new ones are counted only. */
export interface Senders {
  /** Answers whether the place is new in the list. */
  note(point: Point, located: LocatedPoint): boolean;
  read(): SendersReport;
}

export interface SendersReport {
  /** Places of the inventory that send. */
  known: Sender[];
  /** Devices that the inventory does not have; nothing they send is judged. */
  unknownDevices: Sender[];
  /** Interfaces of known devices that the inventory does not have; they are judged. */
  unknownInterfaces: Sender[];
  /** Lines of places for which there was no room here. */
  notListed: number;
}

const mostTags = 12;
const mostMeasurements = 5;
const longestText = 120;
/** A whole domain name, which people copy into the configuration. */
const longestName = 255;
const copy = (text: string, longest = longestText) => Buffer.from(text.slice(0, longest), 'utf8').toString('utf8');

export function createSenders(clock: Clock, limit = 5_000): Senders {
  const places = new Map<string, { sender: Sender; located: LocatedPoint }>();
  let notListed = 0;

  function begin(located: LocatedPoint): Sender {
    const { device, interface: port, numberOnly } = located.place;
    const name = numberOnly === null ? port : `number ${copy(numberOnly)}`;
    return { device: copy(device, longestName), interface: name, tags: {}, measurements: [], values: 0, lastAt: 0 };
  }

  return {
    note(point, located) {
      const { known, numberOnly } = located.place;
      // A stranger is one sender, however many ports it names.
      const key = known ? `${located.shape.placeKey}\t${numberOnly ?? ''}` : located.place.device;
      let kept = places.get(key);
      const isNew = !kept;
      if (!kept) {
        if (places.size >= limit) {
          notListed += 1;
          return false;
        }
        kept = { sender: begin(located), located };
        if (!known) kept.sender.interface = null;
        places.set(key, kept);
      }
      const { sender } = kept;
      sender.values += point.fields.size;
      sender.lastAt = clock();
      if (sender.measurements.length < mostMeasurements && !sender.measurements.includes(point.measurement)) {
        sender.measurements.push(copy(point.measurement));
      }
      if (kept.located.shape === located.shape && !isNew) return false;
      kept.located = located;
      sender.tags = Object.fromEntries(
        [...point.tags].slice(0, mostTags).map(([tag, value]) => [copy(tag), copy(value)]),
      );
      return isNew;
    },
    read() {
      const all = [...places.values()];
      const of = (wanted: (place: LocatedPoint['place']) => boolean) =>
        all.filter(({ located }) => wanted(located.place)).map(({ sender }) => structuredClone(sender));
      return {
        known: of(({ known, knownInterface, numberOnly }) => known && knownInterface && numberOnly === null),
        unknownDevices: of(({ known }) => !known),
        unknownInterfaces: of(
          ({ known, knownInterface, numberOnly }) => known && (!knownInterface || numberOnly !== null),
        ),
        notListed,
      };
    },
  };
}
