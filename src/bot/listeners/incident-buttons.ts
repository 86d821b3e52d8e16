import { actionIds, modalIds } from '../action-ids.ts';
import { slots } from '../slots.ts';
import { showUser } from '../text.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type ListenerDeps, modalTooLate, openModal } from './listener.ts';

const over = 'This incident is over, or I do not know it.';

/** Take it, and Not an incident with a reason. */
export function registerIncidentButtons(deps: ListenerDeps): void {
  const { door, answers, incidents, store } = deps;

  /** That it was no incident is a label too. */
  async function keepLabel(incidentId: string, user: string): Promise<void> {
    const verdict = (await store.incidents.get(incidentId))?.verdict?.cause ?? null;
    await deps.labels.put({ incidentId, user, at: deps.clock(), verdict, useful: false });
  }

  async function whyNotTaken(incidentId: string): Promise<string> {
    const incident = await store.incidents.get(incidentId);
    return incident?.owner && incident.state !== 'resolved' ? `${showUser(incident.owner)} has it already.` : over;
  }

  door.onButton(actionIds.takeIncident, async ({ place, value }) => {
    const taken = await incidents.take(value, place.user);
    await answers.tell(place, taken ? 'It is yours.' : await whyNotTaken(value));
    deps.refresh(slots.head(value));
  });

  door.onButton(actionIds.dismissIncident, async ({ place, value, triggerId }) => {
    const incident = await store.incidents.get(value);
    if (!incident || incident.state === 'resolved') return answers.tell(place, over);
    const modal = reasonModal({
      id: modalIds.dismissIncident,
      title: 'Not an incident',
      submit: 'Close it',
      label: 'Why is it no incident? The reason is stored.',
      subject: value,
      from: { channel: place.channel ?? '', thread: place.thread },
    });
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  });

  door.onForm(modalIds.dismissIncident, async ({ place, subject, view }) => {
    const { reason } = readReason(view as never);
    if (reason === '') return answers.tell(place, 'Say what it was. The reason is kept with the incident.');
    const closed = await incidents.dismiss(subject, place.user, reason);
    if (closed) await keepLabel(subject, place.user);
    await answers.tell(place, closed ? 'Closed. Thank you.' : over);
    deps.refresh(slots.head(subject));
  });
}
