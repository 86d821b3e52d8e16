import type { ActingMode } from '../../changes/changes.ts';
import type { Topology } from '../../domain/device.ts';
import type { LearningState } from '../../domain/learning-state.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import { count } from '../../foundation/number-words.ts';
import { type ModelState, shareLines } from '../../learning/model-states.ts';
import { describeLearning } from '../../learning/stages/learning-words.ts';
import { describeOffset, type WrongClock } from '../../telemetry/device-clocks.ts';
import type { Sender } from '../../telemetry/intake/senders.ts';
import type { ClocksPort } from '../ports.ts';
import { escapeMrkdwn, listWords, showDate, showDuration, showUser } from '../text.ts';

const meanings = {
  observe: 'I diagnose and propose nothing.',
  propose: 'I propose plans, and nobody can approve them here.',
  act: 'I propose plans, and approved plans run.',
};

export function modeWords({ mode, frozen }: ActingMode): string {
  const until = frozen?.until ? ` until ${showDate(frozen.until)}` : '';
  const ice = frozen ? ` *Frozen* by ${showUser(frozen.by)}${until}: ${escapeMrkdwn(frozen.reason, 200)}` : '';
  return `Mode *${mode}*: ${meanings[mode]}${ice}`;
}

/** What `devicesWords` speaks about. */
interface Fleet {
  topology: Topology;
  metrics: MetricReader;
  clocks?: ClocksPort | undefined;
  now: number;
  silentAfterMs: number;
}

const shown = 8;

/** Which devices were heard lately and which were not, and whose clock is wrong. Silence is shown as what it is, never as health. */
export function devicesWords({ topology, metrics, clocks, now, silentAfterMs }: Fleet): string {
  const names = topology.devices.map(({ name }) => name);
  if (names.length === 0) return 'No devices in the inventory.';
  const wrong = clocks?.wrong() ?? [];
  // A device whose clock is wrong sends; only the times of its samples are of no use.
  const missed = names.filter((name) => !wrong.some(({ device }) => device === name));
  const silent = missed.filter((name) => now - (metrics.lastHeard(name) ?? Number.NEGATIVE_INFINITY) > silentAfterMs);
  const heard = `${names.length - silent.length} of ${names.length} devices heard`;
  const clockWords = wrong.length > 0 ? ` ${clocksWords(wrong, clocks?.ownOffsetMs() ?? null)}` : '';
  if (silent.length === 0) return `${heard} within ${showDuration(silentAfterMs)}.${clockWords}`;
  const named = silent.map((name) => `${escapeMrkdwn(name, 60)} (${silence(metrics.lastHeard(name), now)})`);
  return `${heard}. *Silent:* ${listSome(named)}.${clockWords}`;
}

/** Senders that the inventory does not have, the latest first; empty when there are none. */
export function strangersWords(strangers: readonly Sender[], now: number): string {
  if (strangers.length === 0) return '';
  const named = [...strangers]
    .sort((a, b) => b.lastAt - a.lastAt)
    .map(
      ({ device, values, lastAt }) =>
        `${escapeMrkdwn(device, 60)} (${count(values, 'value')}, ${showDuration(now - lastAt)} ago)`,
    );
  return `${listSome(named)}. Nothing they send is judged: \`nocturne sources\` says what to add to the inventory.`;
}

function clocksWords(wrong: WrongClock[], ownOffsetMs: number | null): string {
  const named = wrong.map(({ device, offsetMs, refused }) => {
    const lost = refused > 0 ? `, ${refused} lines refused` : '';
    return `The clock of ${escapeMrkdwn(device, 60)} is ${describeOffset(offsetMs)}${lost}`;
  });
  const own =
    ownOffsetMs === null ? '' : ` My own clock is probably ${describeOffset(ownOffsetMs)}: most devices agree.`;
  return `*Clock wrong:* ${listSome(named)}.${own}`;
}

function listSome(names: string[]): string {
  const more = names.length > shown ? [`${names.length - shown} more`] : [];
  return listWords([...names.slice(0, shown), ...more]);
}

function silence(heard: number | null, now: number): string {
  return heard === null ? 'not heard since the start' : `for ${showDuration(now - heard)}`;
}

/** How far learning is, as mrkdwn. */
export const learningWords = (learning: LearningState, now: number): string =>
  escapeMrkdwn(describeLearning(learning, now), 600);

/** One line for models of which the same is to be said; of many lines the beginning of each note. */
export function modelsAtAGlance(models: readonly ModelState[]): string {
  const shared = shareLines(models);
  return modelsWords(shared, shared.length > 4 ? 80 : 400);
}

/** `most`: how long each model's note may be. */
export function modelsWords(models: readonly ModelState[], most = 400): string {
  if (models.length === 0) return 'No models.';
  return models
    .map(({ name, trainedAt, note }) => {
      const state = trainedAt === null ? '*not trained*' : `trained ${showDate(trainedAt)}`;
      return `${escapeMrkdwn(name, 160)} ${state}${note === '' ? '' : ` (${escapeMrkdwn(note, most)})`}`;
    })
    .join('\n');
}
