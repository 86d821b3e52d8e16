import { describe, expect, it } from 'vitest';
import { createProjection } from '../../src/bot/projection.ts';
import type { OutboxEntry } from '../../src/domain/event.ts';
import { NocturneError } from '../../src/errors.ts';
import { createMemoryStore } from './memory-store.ts';
import { silentLog, tell } from './world.ts';

const opened = (incidentId: string) => ({ type: 'incident.opened' as const, incidentId });
const ready = (incidentId: string) => ({ type: 'diagnosis.ready' as const, incidentId });
const name = ({ event }: OutboxEntry) => ('incidentId' in event ? `${event.type} ${event.incidentId}` : event.type);

function projectionOn(show: (entry: OutboxEntry) => Promise<void>) {
  const store = createMemoryStore();
  const clock = { now: 0 };
  const { signal } = new AbortController();
  const projection = createProjection({ store, show, clock: () => clock.now, signal, log: silentLog });
  return { store, clock, projection };
}

describe('the projection', () => {
  it('shows each event once and in the order of its incident', async () => {
    const shown: string[] = [];
    const { store, projection } = projectionOn(async (entry) => void shown.push(name(entry)));
    for (const event of [opened('a'), opened('b'), ready('a'), ready('b')]) await tell(store, event);
    await projection.run();
    await projection.run();
    expect(shown.filter((line) => line.endsWith('a'))).toEqual(['incident.opened a', 'diagnosis.ready a']);
    expect(shown).toHaveLength(4);
  });

  it('tries a failed event again, later, and holds up its own incident only', async () => {
    const shown: string[] = [];
    let failures = 2;
    const { store, clock, projection } = projectionOn(async (entry) => {
      if (name(entry) === 'incident.opened a' && failures-- > 0)
        throw new NocturneError('x', 'no', { retryable: true });
      shown.push(name(entry));
    });
    for (const event of [opened('a'), ready('a'), opened('b')]) await tell(store, event);
    await projection.run();
    await projection.run();
    expect(shown).toEqual(['incident.opened b']);
    for (let i = 0; i < 3; i++) {
      clock.now += 10_000;
      await projection.run();
    }
    expect(shown).toEqual(['incident.opened b', 'incident.opened a', 'diagnosis.ready a']);
  });

  it('gives up an event that can never be shown, so that the ones behind it are', async () => {
    const shown: string[] = [];
    const { store, clock, projection } = projectionOn(async (entry) => {
      if (name(entry) === 'incident.opened a') throw new TypeError('a bug');
      shown.push(name(entry));
    });
    for (const event of [opened('a'), ready('a')]) await tell(store, event);
    for (let i = 0; i < 10; i++) {
      await projection.run();
      clock.now += 60_000;
    }
    expect(shown).toEqual(['diagnosis.ready a']);
  });

  it('never gives up for a channel that the app is not in', async () => {
    const missing = Object.assign(new Error('not_in_channel'), {
      code: 'slack_webapi_platform_error',
      data: { error: 'not_in_channel' },
    });
    let invited = false;
    const shown: string[] = [];
    const { store, clock, projection } = projectionOn(async (entry) => {
      if (!invited) throw missing;
      shown.push(name(entry));
    });
    await tell(store, opened('a'));
    for (let i = 0; i < 20; i++) {
      await projection.run();
      clock.now += 61_000;
    }
    invited = true;
    await projection.run();
    expect(shown).toEqual(['incident.opened a']);
  });

  it('shows only the last of several steps of a training run', async () => {
    const steps: number[] = [];
    const { store, projection } = projectionOn(async ({ event }) => {
      if (event.type === 'training.progress') steps.push(event.done);
    });
    for (const done of [1, 2, 3]) {
      await tell(store, { type: 'training.progress', runId: 'r', kind: 'causes', done, total: 3, note: '' });
    }
    await projection.run();
    expect(steps).toEqual([3]);
  });

  it('does nothing while another process projects', async () => {
    let shown = 0;
    const { store, projection } = projectionOn(async () => void shown++);
    await tell(store, opened('a'));
    await store.withLock('outbox-slack', () => projection.run());
    expect(shown).toBe(0);
    await projection.run();
    expect(shown).toBe(1);
  });
});
