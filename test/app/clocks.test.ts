import { beforeAll, describe, expect, it } from 'vitest';
import { createPresence } from '../../src/diagnosis/presence.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createRandom } from '../../src/models/random.ts';
import { simulate, startAt, topology } from '../diagnosis/simulated.ts';
import { createHotPath, faultKinds, trainedOnSimulated } from '../incidents/two-faults.ts';
import type { Trained } from '../learning/trained.ts';
import { rounds, sampled } from '../sampled.ts';

const hourMs = 3_600_000;
const faultAfter = 60;
const seconds = 100;
const fault = faultKinds.loss({ link: 'L2', device: 'Switch-1' });
const faultAt = startAt + faultAfter * 1000;

/** Sizes of a jump, from a second to two days. */
const jumps = [1000, 61_000, 150_000, hourMs, 2 * hourMs, 26 * hourMs, 48 * hourMs].flatMap((ms) => [ms, -ms]);
const triedJumps = sampled(jumps, (ms) => [ms > 0, Math.abs(ms) < hourMs]);

let trained: Trained;
let played: Sample[][];
let usual: Awaited<ReturnType<typeof play>>;
beforeAll(async () => {
  trained = await trainedOnSimulated();
  const faults = [{ fault, start: faultAt, end: Number.POSITIVE_INFINITY }];
  played = simulate({ seed: 5, seconds, faults });
  usual = await play({});
});

interface Played {
  /** What the machine's clock shows at this second, beside the truth. */
  clockOffset?(second: number): number;
  /** What becomes of the samples of this second on their way. */
  change?(samples: Sample[], second: number): Sample[];
}

/** Plays the fault and answers with the incidents, and after how many seconds the one of the fault was open. */
async function play({ clockOffset = () => 0, change = (samples) => samples }: Played) {
  let second = 0;
  const { store, incidents, intake } = await createHotPath(
    trained,
    () => startAt + second * 1000 + clockOffset(second),
  );
  let openAfter: number | null = null;
  for (; second < seconds; second++) {
    intake.take(change(played[second]!, second));
    const isOpen = incidents.open().some(({ places }) => places.some((each) => each.interface === 'eth2'));
    if (isOpen && second >= faultAfter) openAfter ??= second - faultAfter;
  }
  await incidents.settled();
  const found = incidents.open().find(({ places }) => places.some((each) => each.interface === 'eth2'));
  const ended = (await store.incidents.list({})).filter(({ state }) => state === 'resolved');
  return {
    openAfter,
    cause: found?.verdict?.cause,
    ended: ended.length,
    opened: (await store.incidents.list({})).length,
  };
}

describe('the clock of the machine', () => {
  it.each(triedJumps)('may jump by %d ms before a fault, and the fault is found as soon as ever', async (ms) => {
    const found = await play({ clockOffset: (second) => (second >= 40 ? ms : 0) });
    expect(found).toEqual(usual);
  });

  it.each(triedJumps)('may jump by %d ms while an incident is open, and it neither ends nor doubles', async (ms) => {
    expect(await play({ clockOffset: (second) => (second >= faultAfter + 15 ? ms : 0) })).toEqual(usual);
  });

  it('may jump at random again and again', async () => {
    const random = createRandom(11);
    for (let run = 0; run < rounds(2, 6); run++) {
      const moments = Array.from({ length: 4 }, () => Math.floor(random() * seconds));
      const sizes = moments.map(() => jumps[Math.floor(random() * jumps.length)]!);
      const clockOffset = (second: number) =>
        moments.reduce((sum, moment, i) => (second >= moment ? sum + sizes[i]! : sum), 0);
      expect(await play({ clockOffset }), JSON.stringify({ moments, sizes })).toEqual(usual);
    }
  });
});

it('finds a device that falls silent after the clock of the machine was set back', () => {
  const quiet = simulate({ seed: 1, seconds: 90, faults: [] });
  let now = startAt;
  const presence = createPresence({ topology, usual: () => undefined, clock: () => now });
  const silentAfter = quiet.flatMap((samples, second) => {
    now = startAt + second * 1000 - (second >= 30 ? 2 * hourMs : 0);
    const heard = samples.filter(({ device }) => second < 60 || device !== 'AP-3');
    return presence.observe(heard).flatMap(({ place }) => (place.device === 'AP-3' ? [second - 60] : []));
  });
  expect(silentAfter[0]).toBeLessThan(12);
});

describe('the clock of one device', () => {
  const others =
    (device: string, shift: (at: number, second: number) => number) => (samples: Sample[], second: number) =>
      samples.map((sample) => (sample.device === device ? { ...sample, at: shift(sample.at, second) } : sample));

  const far = ['AP-3', 'Switch-1'];
  const wrongs: [string, (at: number, second: number) => number][] = [
    ['is two minutes ahead', (at) => at + 119_000],
    ['is a second ahead', (at) => at + 1000],
    ['is two hours behind', (at) => at - 2 * hourMs],
    ['shows 1970', (at) => at - startAt],
    ['drifts by a tenth', (at) => at + (at - startAt) / 10],
    ['is a day ahead for one sample', (at, second) => (second === 50 ? at + 24 * hourMs : at)],
    ['is ahead for one sample', (at, second) => (second === 50 ? at + 119_000 : at)],
    ['was ahead and is set back', (at, second) => (second < 45 ? at + 60_000 : at)],
    ['is set back by an hour', (at, second) => (second < 45 ? at : at - hourMs)],
    ['is set ahead by 100 seconds', (at, second) => (second < 45 ? at : at + 100_000)],
  ];
  const whole = far.flatMap((device) => wrongs.map(([how, shift]) => ({ device, how, shift })));
  const table = sampled(whole, ({ device, how }) => [device, how]);

  it.each(table)('$device $how, and a fault between two others is found as soon as ever', async ({ device, shift }) => {
    const found = await play({ change: others(device, shift) });
    expect(found.openAfter).not.toBeNull();
    expect(found.openAfter! - usual.openAfter!).toBeLessThanOrEqual(1);
    expect(found.cause).toBe(usual.cause);
    expect(found.opened).toBe(usual.opened);
  });

  it('may send twice, and late, and out of order', async () => {
    const twice = await play({ change: (samples) => [...samples, ...samples] });
    expect(twice).toEqual(usual);
    const late = await play({
      change: (samples, second) => [...samples, ...(second % 7 === 0 ? (played[Math.max(0, second - 50)] ?? []) : [])],
    });
    expect(late).toEqual(usual);
  });
});
