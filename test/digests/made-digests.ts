import { createDigests } from '../../src/digests/digests.ts';
import type { DigestSchedule } from '../../src/digests/settings.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import { nextOf } from '../../src/jobs/queue/cron.ts';
import { createRisks } from '../../src/risks/risks.ts';
import type { Store } from '../../src/store/store.ts';
import { createTestSilences, topology } from '../bot/world.ts';

export const morning: DigestSchedule = { id: 'morning', kind: 'morning', cron: '0 7 * * *', timezone: 'UTC' };

/** Digests over a store, with nothing else behind them: every device was heard a moment ago. */
export function createTestDigests(
  store: Store,
  clock: () => number,
  given: Partial<Parameters<typeof createDigests>[0]> = {},
) {
  return createDigests({
    ...{
      store,
      clock,
      nextOf,
      newId: (prefix: string) => `${prefix}-1`,
      history: noHistory,
      models: { of: () => null },
      topology: () => topology,
    },
    ...{ silences: createTestSilences(store, clock), risks: createRisks({ store, clock }), schedules: [morning] },
    metrics: { values: () => [], metricsAt: () => [], lastHeard: clock },
    senders: { read: () => ({ unknownDevices: [] }) },
    modelStates: async () => [],
    approvalLoad: async () => ({ asked: 0, answered: 0, expired: 0, medianAnswerMs: null }),
    ...given,
  });
}

const from = Date.parse('2026-03-02T07:00:00Z');
export const calmDigest = (change: Partial<Digest> = {}): Digest => ({
  ...{ kind: 'morning', from, to: from + 86_400_000, madeAt: from + 86_400_000, dueAt: from + 86_400_000 },
  ...{ incidents: [], votes: [], devices: 7, isJudged: true, worse: [], busiest: [], models: [], unread: null },
  open: { incidents: [], plans: [], drained: [], silences: [], unknownSenders: [], silent: [] },
  risks: { standing: [], right: 0, wrong: 0, unknown: 0, look: { at: from + 86_400_000, over: [], more: 0, gaps: [] } },
  approvals: { asked: 0, answered: 0, expired: 0, medianAnswerMs: null },
  ...change,
});
