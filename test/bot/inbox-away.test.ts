import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { NocturneError } from '../../src/errors.ts';
import { createMemoryStore } from './memory-store.ts';

const away = () => new NocturneError('database-unavailable', 'the database is away', { retryable: true });
const click = { type: 'block_actions', trigger_id: 'T1', user: { id: 'U1' }, actions: [{ action_id: 'plan_approve' }] };

function openInbox(dispatch: () => Promise<void>, table = createMemoryStore().inbox) {
  const stopping = new AbortController();
  const inbox = createInbox({
    ...{ table, dispatch, signal: stopping.signal, clock: () => 1_000, log: pino({ level: 'silent' }) },
    pause: async () => undefined,
  });
  return { inbox, table, stopping };
}

test('what was pressed while the database was away is handled when it is back, once', async () => {
  let tries = 0;
  let done = 0;
  const { inbox, table } = openInbox(async () => {
    if (++tries <= 5) throw away();
    done++;
  });
  await inbox.receive(click as never, async () => undefined);
  await inbox.idle();
  expect([done, await table.pending(10)]).toEqual([1, []]);
});

test('what was handled is not handled again because the database went away before that could be noted', async () => {
  let done = 0;
  let failures = 3;
  const { inbox: table } = createMemoryStore();
  const failing = {
    ...table,
    finish: async (...given: Parameters<typeof table.finish>) => {
      if (failures-- > 0) throw away();
      return table.finish(...given);
    },
  };
  const { inbox } = openInbox(async () => void done++, failing);
  await inbox.receive(click as never, async () => undefined);
  await inbox.idle();
  expect([done, await table.pending(10)]).toEqual([1, []]);
});

test('an error that no later try mends is not tried again', async () => {
  let tries = 0;
  const { inbox, table } = openInbox(async () => {
    tries++;
    throw new Error('who knows');
  });
  await inbox.receive(click as never, async () => undefined);
  await inbox.idle();
  expect([tries, await table.pending(10)]).toEqual([1, []]);
});
