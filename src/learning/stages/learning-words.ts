import type { LearnedStage, LearningState } from '../../domain/learning-state.ts';
import { count } from '../../foundation/number-words.ts';
import { reasonBriefly } from '../training-words.ts';

/** How far learning is, in a clause or two. Times are told beside `now`, milliseconds since 1970. */
export function describeLearning(learning: LearningState, now: number): string {
  const { causes } = learning;
  return `${describeStage(learning, now)}${causes ? `; causes: ${causes.says}` : ''}`;
}

function describeStage(learning: LearningState, now: number): string {
  const { state, last, telemetryAt } = learning;
  if (state === 'off') return 'nothing is trained by itself: `training.stagesHours` is empty';
  if (state === 'no-telemetry') return 'no telemetry yet';
  const learned = last ? lastWords(last) : null;
  if (state === 'stopped') {
    const until = learned ?? `${progressWords(learning)} were there`;
    return `telemetry stopped ${lasted(now - telemetryAt!)} ago, and nothing is learned until it comes again; ${until}`;
  }
  const next = nextWords(learning, now);
  return learned === null ? next : `${learned}; ${next}`;
}

function nextWords(learning: LearningState, now: number): string {
  const { state, wantedMinutes, nextAt, held, last } = learning;
  const stage = telemetryWords(wantedMinutes ?? 0);
  if (state === 'training') return `a training after ${stage} is under way`;
  if (state === 'held')
    return `${stage} of telemetry are there, but the detector that people trained learned from more: ${held!.readings} of ${held!.wanted} readings`;
  const when = nextAt === null ? '' : nextAt <= now ? ' (in a moment)' : ` (in ${lasted(nextAt - now)})`;
  if (last?.outcome === 'failed' && last.stageMinutes === wantedMinutes) return `it is tried again${when}`;
  if (last) return `learns again after ${stage}${when}`;
  return `learning: ${progressWords(learning)}${when}`;
}

/** Before the first training: how much of what it needs is there. */
function progressWords({ learnedMinutes, wantedMinutes, readings, wantedReadings }: LearningState): string {
  const wanted = wantedMinutes ?? 0;
  const least = Math.min(readings, wantedReadings);
  return `${Math.min(learnedMinutes, wanted)} of ${count(wanted, 'minute')}, ${least} of ${count(wantedReadings, 'reading')} a place`;
}

function lastWords({ outcome, learnedMinutes, stageMinutes, reason }: LearnedStage): string {
  if (outcome === 'in-use') return `learned from ${telemetryWords(learnedMinutes)}`;
  if (outcome === 'failed') return `the training after ${telemetryWords(stageMinutes)} failed: ${reason}`;
  return `the detector trained on ${telemetryWords(learnedMinutes)} is not in use: ${reasonBriefly(reason)}`;
}

/** `30 minutes`, `1 hour`, `2.5 days`: so much telemetry, rounded down. */
export function telemetryWords(minutes: number): string {
  if (minutes < 60) return count(minutes, 'minute');
  return minutes < 24 * 60 ? inUnits(minutes / 60, 'hour') : inUnits(minutes / (24 * 60), 'day');
}

/** `24 minutes`, `3 hours`: a time that is not counted to the minute where it is long. */
function lasted(ms: number): string {
  return telemetryWords(Math.max(1, Math.round(ms / 60_000)));
}

const inUnits = (many: number, one: string) => count(Math.floor(many * 10) / 10, one);
