import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { slots } from '../slots.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type ListenerDeps, memberRefusal, modalTooLate, onButton, openModal } from './listener.ts';

const over = 'This incident is over, or I do not know it.';

/** Take it, and Not an incident with a reason. */
export function registerIncidentButtons(deps: ListenerDeps): void {
  const { app, answers, incidents, people } = deps;

  /** That it was no incident is a label too. */
  async function keepLabel(incidentId: string, user: string): Promise<void> {
    const verdict = (await deps.store.incidents.get(incidentId))?.verdict?.cause ?? null;
    await deps.labels.put({ incidentId, user, at: deps.clock(), verdict, useful: false });
  }

  onButton(deps, actionIds.takeIncident, async ({ place, value }) => {
    const refusal = memberRefusal(await people.person(place.user));
    const taken = !refusal && (await incidents.take(value, place.user));
    await answers.tell(place, refusal ?? (taken ? 'It is yours.' : over));
    deps.refresh(slots.head(value));
  });

  onButton(deps, actionIds.dismissIncident, async ({ place, value, triggerId }) => {
    const modal = reasonModal({
      id: modalIds.dismissIncident,
      title: 'Not an incident',
      submit: 'Close it',
      label: 'What was it? The models learn from this.',
      subject: value,
      from: { channel: place.channel ?? '', thread: place.thread },
    });
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  });

  app.view(modalIds.dismissIncident, async ({ body }) => {
    const { subject, channel, thread, reason } = readReason((body as SlackAnswer).view);
    const denied = memberRefusal(await people.person(body.user.id));
    const refusal = denied ?? (reason === '' ? 'Say what it was. The reason is kept with the incident.' : undefined);
    const closed = !refusal && (await incidents.dismiss(subject, body.user.id, reason));
    const place = { ...placeOf(body), channel: channel || null, thread };
    if (closed) await keepLabel(subject, body.user.id);
    await answers.tell(place, refusal ?? (closed ? 'Closed. Thank you.' : over));
    deps.refresh(slots.head(subject));
    await deps.changed({ user: body.user.id, isHome: channel === '' });
  });
}
