import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { slots } from '../slots.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type Click, type ListenerDeps, modalTooLate, onButton, openModal } from './listener.ts';

/** Approve, Reject with a reason, and the choice about a plan of which nobody knows how far it went. */
export function registerPlanButtons(deps: ListenerDeps): void {
  const { app, answers, changes, people } = deps;

  async function refreshCards(buttonId: string): Promise<void> {
    const plan = await deps.store.plans.byButton(buttonId);
    if (!plan) return;
    deps.refresh(slots.card(plan.id));
    deps.refresh(slots.unknown(plan.id));
  }

  const choose = (choice: 'continue' | 'roll-back') => async (click: Click) => {
    const user = await people.person(click.place.user);
    const answer = await changes.decideUnknown({ buttonId: click.value, user, choice });
    await answers.tell(click.place, answer.text);
    await refreshCards(click.value);
  };

  onButton(deps, actionIds.approvePlan, async ({ place, value }) => {
    const user = await people.person(place.user);
    const answer = await changes.decide({ buttonId: value, user, decision: 'approve', reason: null });
    await answers.tell(place, answer.text);
    await refreshCards(value);
  });

  onButton(deps, actionIds.rejectPlan, async ({ place, value, triggerId }) => {
    const modal = reasonModal({
      id: modalIds.rejectPlan,
      title: 'Reject the plan',
      submit: 'Reject',
      label: 'Why? It is kept with the plan.',
      subject: value,
      from: { channel: place.channel ?? '', thread: place.thread },
    });
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  });

  app.view(modalIds.rejectPlan, async ({ body }) => {
    const { subject, channel, thread, reason } = readReason((body as SlackAnswer).view);
    const user = await people.person(body.user.id);
    const answer = await changes.decide({ buttonId: subject, user, decision: 'reject', reason });
    await answers.tell({ ...placeOf(body), channel: channel || null, thread }, answer.text);
    await refreshCards(subject);
    await deps.changed({ user: body.user.id, isHome: channel === '' });
  });

  onButton(deps, actionIds.continuePlan, choose('continue'));
  onButton(deps, actionIds.rollBackPlan, choose('roll-back'));
}
