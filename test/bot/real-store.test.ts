import { afterEach, describe, expect, it } from 'vitest';
import { bot as app, createSmallWorkspace, people } from '../demo/slack/small-workspace.ts';
import { useStore } from '../store/open-test-store.ts';
import { createChanges, createTestBot, diagnosisOf, incidentOf, planOf, tell } from './world.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('on the real store', () => {
  const store = useStore({ clock: Date.now });

  it('a second bot goes on where the first one stopped, and the button works once', async () => {
    const workspace = await createSmallWorkspace({ timings: { ackMs: 3000 } });
    closers.push(() => workspace.close());
    const slack = {
      ...{ botToken: app.botToken, appToken: app.appToken, apiUrl: workspace.apiUrl },
      ...{ channel: 'C0NOC0001', mode: 'socket' as const },
    };
    const changes = createChanges(store());
    const first = createTestBot({ slack, store: store(), changes });
    await first.start();
    await store().incidents.insert(incidentOf('inc-1'));
    await tell(store(), { type: 'incident.opened', incidentId: 'inc-1' });
    await first.project();
    await first.close();

    await store().diagnoses.put(diagnosisOf('inc-1'));
    await tell(store(), { type: 'diagnosis.ready', incidentId: 'inc-1' });
    await store().plans.insert(planOf('plan-1', 'inc-1'));
    await tell(store(), { type: 'plan.proposed', incidentId: 'inc-1', planId: 'plan-1' });
    const second = createTestBot({ slack, store: store(), changes });
    await second.start();
    closers.push(() => second.close());
    const { ts, channel } = await workspace.control.waitForMessage({ channel: 'C0NOC0001', text: 'ip ospf cost 100' });
    const click = { user: people.approver, channel, ts, action_id: 'plan_approve' };
    await Promise.all([workspace.control.press(click), workspace.control.press(click)]);
    await second.idle();
    await expect
      .poll(async () => JSON.stringify(await workspace.control.waitForMessage({ ts })))
      .not.toContain('plan_approve');
    expect(changes.decisions).toEqual([`${people.approver} approve`]);
    const keys = workspace.control
      .history({ user: people.onCall, channel: 'C0NOC0001' })
      .map(({ metadata }) => metadata?.event_payload.key);
    expect(keys).toEqual([
      'incident:inc-1:head',
      'incident:inc-1:facts',
      'incident:inc-1:diagnosis',
      'plan:plan-1:card',
    ]);
    expect(await store().inbox.pending(10)).toEqual([]);
    await expect.poll(() => store().outbox.pending('slack', 10)).toEqual([]);
  });
});
