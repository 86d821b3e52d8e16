import type { DetectionEntity } from './detection-entity.ts';
import { type CoreMinute, readCoreLabels, readCoreLayout, readCoreMinutes, routerCounters } from './kddi-ipcore.ts';

/** Days of the week that train; the rest is scored. */
const trainingDays = 5;

/** The minute that ends the training part. */
export function findCut(minutes: CoreMinute[]): string {
  const first = Date.parse(`${minutes[0]!.time}Z`);
  return new Date(first + trainingDays * 86_400_000).toISOString().slice(0, 19);
}

/**
 * The IP core as one device with all counters of its routers, stable minutes only: normal minutes of the first five days train, the rest is
 * scored, a fault is an anomaly. The counters of the virtual switch stay out: their gaps give the answer away.
 */
export function readCoreDetection(folder: string): DetectionEntity[] {
  const layout = readCoreLayout(folder);
  const minutes = readCoreMinutes(folder, layout);
  const labels = readCoreLabels(folder);
  const cut = findCut(minutes);
  const stable = minutes.filter(({ time }) => labels.get(time)?.stable);
  const isNormal = ({ time }: CoreMinute) => labels.get(time)!.cause === 'normal';
  const train = stable.filter((minute) => minute.time < cut && isNormal(minute));
  const test = stable.filter(({ time }) => time >= cut);
  return [
    {
      name: 'core',
      width: routerCounters(minutes[0]!).length,
      train: Float64Array.from(train.flatMap(routerCounters)),
      test: Float64Array.from(test.flatMap(routerCounters)),
      labels: Float64Array.from(test, (minute) => Number(!isNormal(minute))),
      samplesPerDay: 1440,
    },
  ];
}
