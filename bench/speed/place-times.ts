import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { formatBytes } from '../../src/foundation/number-words.ts';
import {
  type Expectation,
  type ForecastMember,
  naiveMember,
  treesMember,
} from '../../src/models/forecasting/forecast-members.ts';
import { bandLevel, chooseSteps } from '../../src/models/forecasting/forecast-steps.ts';
import { createForecastStream, type ForecastStream } from '../../src/models/forecasting/forecast-stream.ts';
import { fitForecastTrees } from '../../src/models/forecasting/forecast-trees.ts';
import { lstmMember } from '../../src/models/forecasting/lstm/lstm-member.ts';
import { drawWeights } from '../../src/models/forecasting/lstm/lstm-weights.ts';
import { medianOf60 } from '../../src/models/forecasting/naive-forecasts.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { formatTime } from './own-times.ts';

/** What it costs to forecast every place once a minute. */
export interface PlaceCost {
  name: string;
  /** Seconds of processor time for a minute of all places. */
  perMinute: number;
  /** What the streams of all places hold, and what the member holds once for all of them. */
  bytes: number;
  sharedBytes: number;
}

export interface PlaceLoad {
  places: number;
  /** Minutes that fill every window before anything is measured, and minutes that are measured. */
  filling: number;
  measured: number;
}

/** The longest window of the features has 360 steps. */
export const usualLoad: PlaceLoad = { places: 1000, filling: 360, measured: 20 };

const steps = { ...chooseSteps(0), level: bandLevel };

/** Who forecasts places. A further member is one more line here. */
export const usualMembers: readonly (() => ForecastMember)[] = [
  () => naiveMember(medianOf60, steps),
  makeTreesMember,
  makeLstmMember,
];

/** Trees as training makes them of as many steps as it learns from at most. */
function makeTreesMember(): ForecastMember {
  const series = Array.from({ length: 30 }, (_, place) => ({ values: makeValues(place, 1000) }));
  return treesMember(fitForecastTrees(series, { horizon: steps.horizon, level: bandLevel, seed: 1 })!);
}

/** What its weights are changes nothing of what it costs. */
function makeLstmMember(): ForecastMember {
  const losses = { name: '', training: [], later: [], kept: 0 };
  return lstmMember({ ...steps, weights: drawWeights(1), losses });
}

/** A level with noise that jumps now and then and has spikes, as round-trip times do. */
function makeValues(place: number, minutes: number): Float64Array {
  const random = createRandom(7, place);
  let level = 5 + (place % 50);
  return Float64Array.from({ length: minutes }, () => {
    if (random() < 0.01) level *= 0.8 + 0.4 * random();
    return level * (1 + 0.02 * randomNormal(random) + (random() < 0.03 ? random() : 0));
  });
}

/** Follows all places with one stream each, as the product would: every minute each of them gets its value and forecasts. */
export function measurePlaces(make: () => ForecastMember, { places, filling, measured }: PlaceLoad): PlaceCost {
  const values = Array.from({ length: places }, (_, place) => makeValues(place, filling + measured));
  const gate = { isOpen: false };
  const atFirst = usedBytes();
  const member = make();
  const before = usedBytes();
  const streams = values.map(() => createForecastStream(askedLater(member, gate)));
  for (let minute = 0; minute < filling; minute++) pushAll(streams, values, minute);
  gate.isOpen = true;
  const start = process.cpuUsage();
  for (let minute = filling; minute < filling + measured; minute++) pushAll(streams, values, minute);
  const { user, system } = process.cpuUsage(start);
  const bytes = usedBytes() - before;
  // Asked once more, so that nothing of what is measured may be collected before.
  pushAll(streams, values, filling + measured - 1);
  return {
    ...{ name: member.name, perMinute: (user + system) / 1e6 / measured },
    ...{ bytes: Math.max(0, bytes), sharedBytes: Math.max(0, before - atFirst) },
  };
}

function pushAll(streams: readonly ForecastStream[], values: readonly Float64Array[], minute: number): void {
  for (const [place, stream] of streams.entries()) stream.push(values[place]![minute]!);
}

const anything: Expectation = { median: 0, mean: 0, below: 1, above: 1 };

/** A member that is only followed until the gate opens: filling the windows with forecasts would take minutes, and change nothing. */
function askedLater(member: ForecastMember, gate: { readonly isOpen: boolean }): ForecastMember {
  return {
    ...member,
    start() {
      const own = member.start();
      return {
        follow: (value) => own.follow(value),
        expect: (features) => (gate.isOpen ? own.expect(features) : anything),
      };
    },
  };
}

const leastCollections = 4;
const mostCollections = 10;
/** What two collections may differ by. */
const settledBytes = 1024;

/**
 * Bytes of objects and arrays that are in use. All others are collected before, again and again until it changes nothing: the memory of arrays goes with
 * the collection after the one that finds them unused, and code that no longer runs only after several.
 */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let used = Number.POSITIVE_INFINITY;
  for (let run = 0; run < mostCollections; run++) {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const freed = used - heapUsed - external;
    used = heapUsed + external;
    if (run >= leastCollections && Math.abs(freed) <= settledBytes) break;
  }
  return used;
}

/** Most of one core that forecasts of 1,000 places may take. */
const mostShare = 0.05;

/** The section of the page, as Markdown. */
export function describePlaceCosts(costs: readonly PlaceCost[], load: PlaceLoad): string {
  const { places, filling, measured } = load;
  const all = places.toLocaleString('en');
  const how = `Every minute each of ${all} places gets its value and forecasts ten minutes ahead, in one stream a place. Processor time is that of the whole process (\`process.cpuUsage\`), the mean of ${measured} minutes after ${filling} that filled the windows. Memory is \`heapUsed\` and \`external\` of \`process.memoryUsage\` after forced collections: what the streams added, and what was there once for all of them.`;
  const rows = costs.map(({ name, perMinute, bytes, sharedBytes }) => {
    const share = perMinute / 60;
    return [
      ...[name, formatTime(perMinute), formatTime(perMinute / places), `${(100 * share).toFixed(2)} %`],
      `≤ ${100 * mostShare} %, ${share <= mostShare ? 'met' : '**missed**'}`,
      ...[formatBytes(bytes / places), formatBytes(bytes), formatBytes(sharedBytes)],
    ];
  });
  const header = ['member', 'a minute', 'a forecast', 'of one core', 'wanted'];
  const table = buildTable([...header, 'memory of a place', `of ${all} places`, 'of the member, once'], rows);
  return `${how}\n\n${table}`;
}
