import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { slots } from '../slots.ts';
import { editModal, readModal, ticketModal } from '../views/plan-modals.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type Click, type ListenerDeps, modalTooLate, onButton, openModal } from './listener.ts';

/** Approve, with a ticket where one is needed, Reject with a reason, Edit, and the choice about a plan of which nobody knows how far it went. */
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

  onButton(deps, actionIds.approvePlan, async ({ place, value, triggerId }) => {
    const plan = await deps.store.plans.byButton(value);
    if (plan?.state === 'pending' && (await changes.approvalOffer(plan)).ticketNeeded) {
      const modal = ticketModal({ subject: value, channel: place.channel ?? '', thread: place.thread });
      if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
      return;
    }
    const user = await people.person(place.user);
    const { channel } = place;
    const answer = await changes.decide({ buttonId: value, user, decision: 'approve', reason: null, channel });
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

  app.view(modalIds.approveWithTicket, async ({ body }) => {
    const { subject, channel, thread, entered } = readModal((body as SlackAnswer).view);
    const user = await people.person(body.user.id);
    const where = channel || null;
    const answer = await changes.decide({
      ...{ buttonId: subject, user, decision: 'approve', reason: null },
      ...{ ticket: entered.ticket ?? null, channel: where },
    });
    await answers.tell({ ...placeOf(body), channel: where, thread }, answer.text);
    await refreshCards(subject);
    await deps.changed({ user: body.user.id, isHome: channel === '' });
  });

  onButton(deps, actionIds.editPlan, async ({ place, value, triggerId }) => {
    const plan = await deps.store.plans.byButton(value);
    const parameters = plan ? changes.editable(plan) : [];
    if (parameters.length === 0) return answers.tell(place, 'There is nothing to edit in this plan any more.');
    const modal = editModal({ subject: value, channel: place.channel ?? '', thread: place.thread }, parameters);
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  });

  app.view(modalIds.editPlan, async ({ body }) => {
    const { subject, channel, thread, entered } = readModal((body as SlackAnswer).view);
    const user = await people.person(body.user.id);
    const values = Object.fromEntries(
      Object.entries(entered).map(([id, value]) => [id.replace(/^parameter-/, ''), value]),
    );
    const answer = await changes.edit({ buttonId: subject, user, values });
    await answers.tell({ ...placeOf(body), channel: channel || null, thread }, answer.text);
    await refreshCards(subject);
  });

  onButton(deps, actionIds.continuePlan, choose('continue'));
  onButton(deps, actionIds.rollBackPlan, choose('roll-back'));
}
