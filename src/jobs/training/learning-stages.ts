import type { Clock } from '../../domain/clock.ts';
import type { HistoryTables } from '../../domain/history-table.ts';
import type { Later } from '../../domain/later.ts';
import { causes } from '../../learning/kinds/causes.ts';
import { detection } from '../../learning/kinds/detection.ts';
import type { ModelsInUse } from '../../learning/models-in-use.ts';
import {
  kindsOf,
  longestSpanMs,
  retryAfterMs,
  type StageSettings,
  spanOf,
  stageReached,
} from '../../learning/stages/stages.ts';
import { addMinutes, countReadings, readMinutes } from '../../learning/stages/telemetry-time.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import {
  isToRepeat,
  type LearningStage,
  readStages,
  type StoredTelemetryTime,
  stageFact,
  telemetryTimeFact,
} from './stage-facts.ts';
import { type TrainingRun, trainingOrders } from './training-runs.ts';

export interface LearningStagesDeps {
  store: Pick<Store, 'facts' | 'transaction' | 'withLock'>;
  later: Later<{ 'train-models': TrainingRun }>;
  models: ModelsInUse;
  stages: {
    settings: StageSettings & { seed: number };
    /** What is stored up to now. */
    tables: HistoryTables;
  };
  clock: Clock;
  log: Log;
}

const network = 'network';
const minuteMs = 60_000;

/** What is held back is counted again so long after it was counted: a week of readings is not counted every minute. */
const countAgainMs = 600_000;

/**
 * Looks how much telemetry there is by now, and begins the training of a stage that is reached. Of several processes one looks. Safe to repeat: a stage is
 * stored together with its training, which is asked for again as long as it is owed.
 */
export async function lookAtStages(deps: LearningStagesDeps): Promise<void> {
  await deps.store.withLock('learn-stage', async () => {
    const stages = await keepEnds(deps);
    const time = await keepTime(deps, stages.length === 0);
    const due = time && dueStage(deps.stages.settings, { time, stages, now: deps.clock() });
    if (due) await begin(deps, { ...due, time, stages });
  });
}

async function keepEnds({ store }: LearningStagesDeps): Promise<LearningStage[]> {
  const stored = new Map((await store.facts.list(stageFact)).map(({ id, value }) => [id, value]));
  const stages = await readStages(store);
  for (const stage of stages)
    if (stage.end && !stored.get(idOf(stage))?.end) await store.facts.put(stageFact, idOf(stage), stage);
  return stages;
}

const idOf = ({ stageMs }: Pick<LearningStage, 'stageMs'>) => String(Math.round(stageMs));

/** Adds the minutes since the last look. Null when no telemetry was ever stored, and when the history does not answer: the next look asks again. */
async function keepTime(deps: LearningStagesDeps, isCounting: boolean): Promise<StoredTelemetryTime | null> {
  const { store, stages, clock } = deps;
  const now = clock();
  const before = (await store.facts.get(telemetryTimeFact, network)) ?? null;
  const from = Math.max(before ? before.lastAt + minuteMs : 0, now - longestSpanMs);
  const minutes = from < now ? await readMinutes(stages.tables, { from, to: now }) : [];
  if (minutes === null) return null;
  const time = addMinutes(before, minutes);
  if (!time) return null;
  const counted = { readings: 0, countedMs: -1, held: null, ...before, ...time, lookedAt: now };
  const kept = isCounting ? await withReadings(deps, counted) : counted;
  await store.facts.put(telemetryTimeFact, network, kept);
  return kept;
}

/** Counted again when a twentieth more was learned, which costs a busy network little and delays nothing by much. */
async function withReadings({ stages }: LearningStagesDeps, time: StoredTelemetryTime): Promise<StoredTelemetryTime> {
  const { readings, countedMs, learnedMs, firstAt, lookedAt } = time;
  const isFresh = countedMs >= 0 && learnedMs - countedMs < learnedMs / 20;
  if (readings >= stages.settings.stageReadings || isFresh) return time;
  const count = await countReadings(stages.tables, spanOf({ firstAt, to: lookedAt }, 1));
  return count ? { ...time, readings: count.most, countedMs: learnedMs } : time;
}

/** The stage that is to be trained now; null for none. One that is under way is waited for. */
export function dueStage(
  settings: StageSettings,
  given: { time: Pick<StoredTelemetryTime, 'learnedMs' | 'readings'>; stages: readonly LearningStage[]; now: number },
): { stageMs: number; attempt: number } | null {
  const { time, stages, now } = given;
  const last = stages.at(-1);
  const reached = stageReached(settings, time.learnedMs);
  if (reached === null || (last && !last.end)) return null;
  if (!last) return time.readings >= settings.stageReadings ? { stageMs: reached, attempt: 1 } : null;
  if (reached > last.stageMs) return { stageMs: reached, attempt: 1 };
  return isToRepeat(last) && now - last.end!.at >= retryAfterMs
    ? { stageMs: last.stageMs, attempt: last.attempt + 1 }
    : null;
}

async function begin(
  deps: LearningStagesDeps,
  order: { stageMs: number; attempt: number; time: StoredTelemetryTime; stages: readonly LearningStage[] },
): Promise<void> {
  const { store, later, models, stages, clock, log } = deps;
  const { stageMs, attempt, time } = order;
  const span = spanOf({ firstAt: time.firstAt, to: clock() }, attempt);
  if (await isHeld(deps, order, span)) return;
  const runId = `learn-${Math.round(stageMs / minuteMs)}-${attempt}`;
  const kinds = kindsOf(stageMs, { causesInUse: models.of(causes) !== null });
  const run: TrainingRun = { span, kinds, seed: stages.settings.seed, runId };
  const stage = { stageMs, attempt, runId, learnedMs: Math.min(time.learnedMs, span.to - span.from), end: null };
  const isNew = await store.transaction(async ({ facts }) => {
    const there = await facts.get(stageFact, idOf(stage));
    if (there && there.attempt >= attempt) return false;
    await facts.put(stageFact, idOf(stage), stage);
    await facts.put(trainingOrders, runId, run);
    return true;
  });
  if (!isNew) return;
  log.info({ runId, span, kinds }, 'a stage of learning is reached');
  await later.later('train-models', run, { at: clock(), key: runId });
}

/** Whether the detector in use was trained by people, on more readings than the span has. The gate compares models, and can't see what the span never held. */
async function isHeld(
  { store, models, stages: { tables }, clock }: LearningStagesDeps,
  { time, stages }: { time: StoredTelemetryTime; stages: readonly LearningStage[] },
  span: { from: number; to: number },
): Promise<boolean> {
  const card = models.of(detection)?.card;
  const keep = (held: StoredTelemetryTime['held']) => store.facts.put(telemetryTimeFact, network, { ...time, held });
  if (!card || stages.some(({ end }) => end?.modelId === card.id)) {
    if (time.held) await keep(null);
    return false;
  }
  const { held } = time;
  if (held?.wanted === card.trainingRows && clock() - held.at < countAgainMs) return true;
  const count = await countReadings(tables, span);
  if (!count) return true;
  const isShort = count.all < card.trainingRows;
  await keep(isShort ? { readings: count.all, wanted: card.trainingRows, at: clock() } : null);
  return isShort;
}
