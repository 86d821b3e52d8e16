import { z } from 'zod';
import type { ConfigChanges } from '../changes/config-history.ts';
import { levelMs } from '../diagnosis/forecasting/level-series.ts';
import type { Clock } from '../domain/clock.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import { type Place, placeKey } from '../domain/place.ts';
import { detection } from '../learning/kinds/detection.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import { compareLevels, type LevelPair, type MovedLevel } from '../learning/stability/compare-levels.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Job } from './queue/job.ts';
import { type LevelLook, levelLookFact } from './training/level-facts.ts';

export interface LookAtLevelsDeps {
  store: Pick<Store, 'facts'>;
  models: ModelsInUse;
  history: Pick<HistoryReader, 'rollUp'>;
  changes: { configChanges(device: string, since: number): Promise<ConfigChanges> };
  topology: () => Topology;
  clock: Clock;
  log: Log;
}

const payload = z.strictObject({});

const hourMs = 3_600_000;
/** Three days before the end of what the detector learned from, and the last day and a half: more than 400 levels of five minutes. */
const [referenceMs, recentMs] = [72 * hourMs, 36 * hourMs];
/** Rows of an answer: three days of about 2,000 places. */
const bounds = { rows: 2_000_000, withinMs: 60_000 };
/** So many are kept and shown. */
const mostMoved = 50;

/** Compares what is measured now with what the detector in use learned from. It triggers nothing: people see it, with the changes nearby. */
export const lookAtLevels: Job<'look-at-levels', typeof payload, LookAtLevelsDeps> = {
  name: 'look-at-levels',
  payload,
  retry: { attempts: 1 },
  onFailed: 'scheduled-again',
  schedules: () => [{ id: 'look', when: { cron: '25 17 */6 * * *' }, payload: {} }],
  async handle(_payload, deps) {
    const found = await look(deps);
    if (found) await deps.store.facts.put(levelLookFact, 'network', found);
  },
};

/** Null while no detector is in use, or none of which is known what it learned from. */
async function look(deps: LookAtLevelsDeps): Promise<LevelLook | null> {
  const inUse = deps.models.of(detection);
  const span = inUse?.card.span;
  if (!inUse || !span) return null;
  const now = Math.floor(deps.clock() / levelMs) * levelMs;
  const about = { at: deps.clock(), modelId: inUse.card.id, trainedTo: span.to };
  const none = { ...about, compared: 0, tooFew: 0, moved: [], more: 0 };
  if (span.to - span.from < recentMs)
    return { ...none, problem: 'the detector in use learned from less than a day and a half' };
  if (now - span.to < recentMs)
    return { ...none, problem: 'the detector in use was trained in the last day and a half' };
  const { layout } = inUse.model.detector;
  const pairs: LevelPair[] = [];
  for (const metric of new Set([...layout.device, ...layout.interface])) {
    const ofMetric = await readPairs(deps, metric, { span, now });
    if (!ofMetric) return { ...none, problem: `the history gave no whole answer about ${metric}` };
    pairs.push(...ofMetric);
  }
  const { moved, compared, tooFew } = compareLevels(pairs);
  const shown = moved.slice(0, mostMoved);
  const told = await Promise.all(
    shown.map(async (each) => ({ ...each, change: await changeNear(deps, each, span.to) })),
  );
  return { ...about, problem: null, compared, tooFew, moved: told, more: moved.length - shown.length };
}

/** What every place measured then and now; null when the history gave no whole answer. */
async function readPairs(
  { history }: LookAtLevelsDeps,
  metric: string,
  { span, now }: { span: { from: number; to: number }; now: number },
): Promise<LevelPair[] | null> {
  const read = (from: number, to: number) => history.rollUp({ metric, from, to }, 'five-minutes', bounds);
  const then = await read(Math.max(span.from, span.to - referenceMs), span.to);
  const lately = await read(now - recentMs, now);
  if ([then, lately].some((answer) => answer.outcome === 'failed' || (answer.outcome === 'ok' && answer.more)))
    return null;
  const recent = new Map(
    (lately.outcome === 'ok' ? lately.series : []).map(({ place, median }) => [placeKey(place), median]),
  );
  return (then.outcome === 'ok' ? then.series : []).map(({ place, median }) => ({
    ...{ place, metric, reference: median, recent: recent.get(placeKey(place)) ?? [] },
  }));
}

/** The last change of the configuration at the place itself, or else at the other end of its link. */
async function changeNear(
  { changes, topology }: LookAtLevelsDeps,
  { place }: MovedLevel,
  since: number,
): Promise<LevelLook['moved'][number]['change']> {
  for (const device of devicesNear(place, topology())) {
    const [last] = (await changes.configChanges(device, since)).changes;
    if (last) return { device, at: last.at, planId: last.planId };
  }
  return null;
}

function devicesNear(place: Place, topology: Topology): string[] {
  const far = place.interface === null ? undefined : otherEnd(topology, place);
  return far ? [place.device, far.device] : [place.device];
}
