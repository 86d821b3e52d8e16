import type { CauseModel } from '../../diagnosis/cause-model.ts';
import type { Clock } from '../../domain/clock.ts';
import type { LearnedStage, LearningState } from '../../domain/learning-state.ts';
import { describeNaming } from '../../learning/online/way-words.ts';
import { retryAfterMs, type StageSettings, stageAfter, stageReached } from '../../learning/stages/stages.ts';
import { longestPauseMs } from '../../learning/stages/telemetry-time.ts';
import type { Store } from '../../store/store.ts';
import { namingOf } from './read-naming.ts';
import {
  isToRepeat,
  type LearningStage,
  readStages,
  type StoredTelemetryTime,
  telemetryTimeFact,
} from './stage-facts.ts';
import { readTeaching } from './teaching-labels.ts';

const minuteMs = 60_000;
const minutes = (ms: number) => Math.floor(ms / minuteMs);

/** How far learning is, from what is stored; the history is not asked. */
export async function readLearning(deps: {
  store: Pick<Store, 'facts'>;
  settings: StageSettings;
  /** The one that names causes; null for rules. Left out where nobody asks. */
  causeModel?: () => Pick<CauseModel, 'way'> | null;
  clock: Clock;
}): Promise<LearningState> {
  const { store, settings, causeModel, clock } = deps;
  const time = await store.facts.get(telemetryTimeFact, 'network');
  const state = learningState(settings, { time: time ?? null, stages: await readStages(store), now: clock() });
  if (!causeModel) return state;
  const naming = namingOf(causeModel(), await readTeaching(store));
  return { ...state, causes: { ...naming, says: describeNaming(naming) } };
}

/** The same of what was read; `stages` are in the order of their telemetry. */
export function learningState(
  settings: StageSettings,
  { time, stages, now }: { time: StoredTelemetryTime | null; stages: readonly LearningStage[]; now: number },
): LearningState {
  const running = stages.find(({ end }) => end === null);
  const wantedMs = running?.stageMs ?? wanted(settings, time, stages);
  const state = stateOf(settings, time, running);
  const dueAt = time && wantedMs !== null && state === 'learning' ? nextAt(settings, time, { wantedMs, stages }) : null;
  return {
    state,
    learnedMinutes: minutes(time?.learnedMs ?? 0),
    wantedMinutes: wantedMs === null ? null : minutes(wantedMs),
    ...{ readings: time?.readings ?? 0, wantedReadings: settings.stageReadings },
    nextAt: dueAt === null ? null : Math.max(now, dueAt),
    telemetryAt: time?.lastAt ?? null,
    held: state === 'held' ? { readings: time!.held!.readings, wanted: time!.held!.wanted } : null,
    last: lastOf(stages),
  };
}

function stateOf(
  { stagesHours }: StageSettings,
  time: StoredTelemetryTime | null,
  running: LearningStage | undefined,
): LearningState['state'] {
  if (stagesHours.length === 0) return 'off';
  if (running) return 'training';
  if (!time) return 'no-telemetry';
  if (time.lookedAt - time.lastAt > longestPauseMs) return 'stopped';
  return time.held ? 'held' : 'learning';
}

/** The stage that comes next, or is reached and not begun. */
function wanted(
  settings: StageSettings,
  time: StoredTelemetryTime | null,
  stages: readonly LearningStage[],
): number | null {
  const learned = time?.learnedMs ?? 0;
  const last = stages.at(-1);
  if (!last) return stageAfter(settings, 0);
  if (isToRepeat(last)) return last.stageMs;
  const reached = stageReached(settings, learned);
  return reached !== null && reached > last.stageMs ? reached : stageAfter(settings, Math.max(last.stageMs, learned));
}

function nextAt(
  { stageReadings }: StageSettings,
  time: StoredTelemetryTime,
  { wantedMs, stages }: { wantedMs: number; stages: readonly LearningStage[] },
): number | null {
  const last = stages.at(-1);
  const { lastAt, learnedMs, readings, countedMs } = time;
  if (last) return isToRepeat(last) ? last.end!.at + retryAfterMs : lastAt + wantedMs - learnedMs;
  const isEnough = readings >= stageReadings;
  if (!isEnough && (readings <= 0 || countedMs <= 0)) return null;
  const readingsMs = isEnough ? 0 : (countedMs * stageReadings) / readings;
  return lastAt + Math.max(wantedMs, readingsMs) - learnedMs;
}

function lastOf(stages: readonly LearningStage[]): LearnedStage | null {
  const last = stages.findLast(({ end }) => end !== null);
  if (!last) return null;
  const { at, outcome, reason } = last.end!;
  return { stageMinutes: minutes(last.stageMs), learnedMinutes: minutes(last.learnedMs), at, outcome, reason };
}
