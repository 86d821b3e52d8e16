import { actionIds, modalIds } from '../action-ids.ts';
import type { AnswerPlace } from '../answers.ts';
import type { Click } from '../door.ts';
import { slots } from '../slots.ts';
import { editModal, readModal, ticketModal } from '../views/plan-modals.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type ListenerDeps, modalTooLate, openModal } from './listener.ts';

/** Approve, with a ticket where one is needed, Reject with a reason, Edit, and the choice about a plan of which nobody knows how far it went. */
export function registerPlanButtons(deps: ListenerDeps): void {
  const { door, answers, changes, store } = deps;

  /** Tells what became of it, and takes buttons that no longer count off the cards. */
  async function conclude(place: AnswerPlace, buttonId: string, answer: { text: string }): Promise<void> {
    await answers.tell(place, answer.text);
    const plan = await store.plans.byButton(buttonId);
    if (!plan) return;
    deps.refresh(slots.card(plan.id));
    deps.refresh(slots.unknown(plan.id));
  }

  const choose =
    (choice: 'continue' | 'roll-back') =>
    async ({ person: user, place, value }: Click) =>
      conclude(place, value, await changes.decideUnknown({ buttonId: value, user, choice }));

  async function open({ place, triggerId }: Click, modal: Record<string, unknown>): Promise<void> {
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  }

  door.onButton(actionIds.approvePlan, async (click) => {
    const { person: user, place, value } = click;
    const { channel, thread } = place;
    const plan = await store.plans.byButton(value);
    if (plan?.state === 'pending' && (await changes.approvalOffer(plan)).ticketNeeded)
      return open(click, ticketModal({ subject: value, channel: channel ?? '', thread }));
    const answer = await changes.decide({ buttonId: value, user, decision: 'approve', reason: null, channel });
    await conclude(place, value, answer);
  });

  door.onButton(actionIds.rejectPlan, async (click) => {
    const { place, value } = click;
    const plan = await store.plans.byButton(value);
    if (plan && plan.state !== 'pending') {
      const text = `This plan has already been decided; it is ${plan.state}.`;
      return conclude(place, value, { text });
    }
    const modal = reasonModal({
      id: modalIds.rejectPlan,
      title: 'Reject the plan',
      submit: 'Reject',
      label: 'Why? It is kept with the plan.',
      subject: value,
      from: { channel: place.channel ?? '', thread: place.thread },
    });
    return open(click, modal);
  });

  door.onForm(modalIds.rejectPlan, async ({ person: user, place, subject, view }) => {
    const { reason } = readReason(view as never);
    await conclude(place, subject, await changes.decide({ buttonId: subject, user, decision: 'reject', reason }));
  });

  door.onForm(modalIds.approveWithTicket, async ({ person: user, place, subject, view }) => {
    const { entered } = readModal(view as never);
    const answer = await changes.decide({
      ...{ buttonId: subject, user, decision: 'approve', reason: null },
      ...{ ticket: entered.ticket ?? null, channel: place.channel },
    });
    await conclude(place, subject, answer);
  });

  door.onButton(actionIds.editPlan, async (click) => {
    const { place, value } = click;
    const plan = await store.plans.byButton(value);
    const parameters = plan ? changes.editable(plan) : [];
    if (parameters.length === 0)
      return conclude(place, value, { text: 'There is nothing to edit in this plan any more.' });
    return open(click, editModal({ subject: value, channel: place.channel ?? '', thread: place.thread }, parameters));
  });

  door.onForm(modalIds.editPlan, async ({ person: user, place, subject, view }) => {
    const { entered } = readModal(view as never);
    const values = Object.fromEntries(
      Object.entries(entered).map(([id, value]) => [id.replace(/^parameter-/, ''), value]),
    );
    await conclude(place, subject, await changes.edit({ buttonId: subject, user, values }));
  });

  door.onButton(actionIds.continuePlan, choose('continue'));
  door.onButton(actionIds.rollBackPlan, choose('roll-back'));
}
