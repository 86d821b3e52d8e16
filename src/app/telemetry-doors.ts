import type { Config } from '../config.ts';
import type { Presence } from '../diagnosis/presence.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Log } from '../log.ts';
import type { DeviceClocks } from '../telemetry/device-clocks.ts';
import type { Discovery } from '../telemetry/discovery.ts';
import type { History } from '../telemetry/history/history.ts';
import { createPulling, type Pulling } from '../telemetry/intake/pulling.ts';
import type { Senders } from '../telemetry/intake/senders.ts';
import { createSourceCounts, type SourceCountsByName } from '../telemetry/intake/source-counts.ts';
import { openPulled } from '../telemetry/intake/source-settings.ts';
import type { PointIntake } from '../telemetry/intake/take-points.ts';
import { createMetricMapping } from '../telemetry/mapping/metric-mapping.ts';
import type { Intake } from './intake.ts';

/** Where telemetry comes in: what is served and what is asked share one intake and one count. */
export interface TelemetryDoors {
  points: PointIntake;
  sourceCounts: SourceCountsByName;
  /** The sources that are asked, none of which is started. */
  pulled: Pulling[];
}

/** Throws `source-unusable`. */
export function createTelemetryDoors(
  { mapping, sources, environment }: Pick<Config, 'mapping' | 'sources' | 'environment'>,
  deps: {
    intake: Pick<Intake, 'take'>;
    history: Pick<History, 'append'>;
    presence: Pick<Presence, 'arrived'>;
    topology: Topology;
    senders: Senders;
    discovery: Pick<Discovery, 'note'>;
    clocks: DeviceClocks;
    clock: Clock;
    log: Log;
  },
): TelemetryDoors {
  const { intake, history, presence, topology, senders, discovery, clocks, clock, log } = deps;
  const sourceCounts = createSourceCounts();
  const tellOfStranger = createStrangerLog(log);
  const points: PointIntake = {
    mapping: createMetricMapping(mapping, topology),
    onSamples: (samples) => {
      intake.take(samples);
      return history.append(samples);
    },
    clocks,
    senders: {
      note(point, located) {
        const isNew = senders.note(point, located);
        const { known, knownInterface, device } = located.place;
        if (!known || !knownInterface) discovery.note(point);
        if (isNew && !known) tellOfStranger(device);
        return isNew;
      },
    },
    onAhead: presence.arrived,
    clock,
  };
  const pulled = openPulled(sources ?? {}, environment).map(({ name, ...opened }) =>
    createPulling({ name, ...opened, intake: points, counts: sourceCounts.of(name), log }),
  );
  return { points, sourceCounts, pulled };
}

/** Somebody who invents names fills the list of senders, and not the log. */
const mostStrangers = 100;

/** Tells of each sender that the inventory does not have when it is heard first. */
function createStrangerLog(log: Log): (sender: string) => void {
  let told = 0;
  return (sender) => {
    told += 1;
    if (told <= mostStrangers) {
      log.warn({ sender }, 'a sender is not in the inventory, and nothing that it sends is judged');
    } else if (told === mostStrangers + 1) {
      log.warn(
        { told: mostStrangers },
        'further senders that are not in the inventory are listed by nocturne sources only',
      );
    }
  };
}
