import type { Topology } from '../../domain/device.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import type { ActingMode, ModelState } from '../ports.ts';
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

/** Which devices were heard lately and which were not. Silence is shown as what it is, never as health. */
export function devicesWords(topology: Topology, metrics: MetricReader, now: number, silentAfterMs: number): string {
  const names = topology.devices.map(({ name }) => name);
  if (names.length === 0) return 'No devices in the inventory.';
  const silent = names.filter((name) => now - (metrics.lastHeard(name) ?? Number.NEGATIVE_INFINITY) > silentAfterMs);
  const heard = `${names.length - silent.length} of ${names.length} devices heard`;
  if (silent.length === 0) return `${heard} within ${showDuration(silentAfterMs)}.`;
  const named = silent
    .slice(0, 8)
    .map((name) => `${escapeMrkdwn(name, 60)} (${silence(metrics.lastHeard(name), now)})`);
  const more = silent.length > 8 ? [`${silent.length - 8} more`] : [];
  return `${heard}. *Silent:* ${listWords([...named, ...more])}.`;
}

function silence(heard: number | null, now: number): string {
  return heard === null ? 'never heard' : `for ${showDuration(now - heard)}`;
}

export function modelsWords(models: ModelState[]): string {
  if (models.length === 0) return 'No models.';
  return models
    .map(({ name, trainedAt, note }) => {
      const state = trainedAt === null ? '*not trained*' : `trained ${showDate(trainedAt)}`;
      return `${escapeMrkdwn(name, 60)} ${state}${note === '' ? '' : ` (${escapeMrkdwn(note, 120)})`}`;
    })
    .join('\n');
}
