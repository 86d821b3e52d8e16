import { describeTraining } from '../bot-process.ts';
import type { OwnConfig } from './own-config.ts';

/** What `/health` says; only what a visitor needs. */
export interface OwnHealth {
  models?: { name: string; trainedAt: string | number | null; note: string }[];
  training?: unknown;
  learning?: { state: string; says: string } | null;
  sources?: Record<string, { points: number; samples: number }>;
  unknownSenders?: { count: number; last: { device: string }[] };
  writes?: Record<string, string | null>;
}

/** One thing that is the case now. `key` stays the same while only numbers change, so that a terminal can be told once. */
export interface Now {
  key: string;
  says: string;
}

/** What the product has and lacks at this moment; undefined: it does not answer. */
export function describeNow(health: OwnHealth | undefined, config: Pick<OwnConfig, 'training'>): Now[] {
  if (!health) return [{ key: 'silent', says: 'Nocturne does not answer.' }];
  return [...describeTelemetry(health), ...describeModels(health, config), ...describeWrites(health)];
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

function describeTelemetry({ sources = {}, unknownSenders }: OwnHealth): Now[] {
  const all = Object.values(sources);
  const [points, samples] = [sum(all.map((one) => one.points)), sum(all.map((one) => one.samples))];
  const lines = `${points} ${points === 1 ? 'line' : 'lines'}`;
  const heard: Now =
    points === 0
      ? { key: 'no telemetry', says: 'No telemetry has arrived yet.' }
      : samples === 0
        ? { key: 'no samples', says: `No sample came of what arrived (${lines}). \`nocturne sources\` says why.` }
        : {
            key: 'samples',
            says: `Telemetry arrives: ${samples} ${samples === 1 ? 'sample' : 'samples'} from ${lines}.`,
          };
  const { count = 0, last = [] } = unknownSenders ?? {};
  if (count === 0) return [heard];
  const names = last.map(({ device }) => device).join(', ');
  const says = `Senders that the inventory does not have: ${count} (${names}${count > last.length ? ', …' : ''}). Nothing they send is judged; \`nocturne sources\` says what to add.`;
  return [heard, { key: `unknown ${count}`, says }];
}

function describeModels({ models = [], training, learning }: OwnHealth, own: Pick<OwnConfig, 'training'>): Now[] {
  const progress = describeTraining(training).replace(/^training: /, '');
  const untrained = models.filter(({ trainedAt }) => trainedAt === null).map(({ name }) => name);
  const now: Now[] = progress === '' ? [] : [{ key: 'training', says: `A training is under way: ${progress}.` }];
  const detection = models.find(({ name }) => name === 'detection');
  if (detection?.trainedAt === null) {
    const how =
      own.training.recordings.length > 0
        ? 'The first start trains from training.recordings.'
        : learning && learning.state !== 'off'
          ? `By itself: ${learning.says}.`
          : '`nocturne train --history` trains one when telemetry has come for a while.';
    const says = `No model judges what arrives, so no incident opens (detection: ${detection.note}). ${how}`;
    return [{ key: 'no models', says }, ...now];
  }
  if (untrained.length === 0) return [{ key: 'models', says: 'Models are trained: what arrives is judged.' }, ...now];
  const says = `What arrives is judged. Not trained, or not in use: ${untrained.join(', ')}.`;
  return [{ key: `without ${untrained.join()}`, says }, ...now];
}

function describeWrites({ writes = {} }: OwnHealth): Now[] {
  return Object.entries(writes).flatMap(([what, failure]) =>
    failure === null ? [] : [{ key: `failing ${what}`, says: `Can't be written, ${what}: ${failure}` }],
  );
}
