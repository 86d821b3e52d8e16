import type { Plan } from '../../src/domain/plan.ts';
import type { Moment } from './mortal-process.ts';

/** Where a process is killed. `makeHit` gives a fresh watch for one run. */
export interface CrashPoint {
  name: string;
  makeHit(): (moment: Moment) => boolean;
}

const point = (name: string, fits: (moment: Moment) => boolean): CrashPoint => ({ name, makeHit: () => fits });

/** The points in the execution of a plan, in the order of its life. */
export function crashPointsOf({ content }: Plan): CrashPoint[] {
  const lines = content.steps.flatMap(({ device, commands }) => commands.map((line) => ({ device, line })));
  const timers = content.steps.flatMap(({ device, timer }) => (timer?.cancel ?? []).map((line) => ({ device, line })));
  const [first, last] = [timers[0], timers.at(-1)];
  const isLine = (moment: Moment, at: 'line' | 'line-done', wanted: { device: string; line: string }) =>
    moment.at === at && moment.device === wanted.device && moment.line === wanted.line;
  const device = content.steps[0]!.device;
  return [
    point('before lock', (moment) => moment.at === 'lock' && moment.name === `device:${device}`),
    point('after lock', (moment) => moment.at === 'locked' && moment.name === `device:${device}`),
    ...lines.flatMap((wanted) => [
      point(`before sending ${wanted.device}> ${wanted.line}`, (moment) => isLine(moment, 'line', wanted)),
      point(`after ${wanted.device}> ${wanted.line}`, (moment) => isLine(moment, 'line-done', wanted)),
    ]),
    ...(first ? [point('before confirm', (moment) => isLine(moment, 'line', first))] : []),
    ...(last ? [point('after confirm', (moment) => isLine(moment, 'line-done', last))] : []),
    point('before audit', (moment) => moment.at === 'audit' && moment.action === 'plan.verified'),
  ];
}
