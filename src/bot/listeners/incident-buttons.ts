import type { Person } from '../../domain/person.ts';
import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { slots } from '../slots.ts';
import { readReason, reasonModal } from '../views/reason-modal.ts';
import { type ListenerDeps, modalTooLate, onButton, openModal } from './listener.ts';

const over = 'This incident is over, or I do not know it.';

/** Take it, and Not an incident with a reason. */
export function registerIncidentButtons(deps: ListenerDeps): void {
  const { app, answers, incidents, people } = deps;

  onButton(app, actionIds.takeIncident, async ({ place, value }) => {
    const refusal = refusalOf(await people.person(place.user));
    const taken = !refusal && (await incidents.take(value, place.user));
    await answers.tell(place, refusal ?? (taken ? 'It is yours.' : over));
    deps.refresh(slots.head(value));
  });

  onButton(app, actionIds.dismissIncident, async ({ place, value, triggerId }) => {
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
    const refusal = refusalOf(await people.person(body.user.id));
    const closed = !refusal && (await incidents.dismiss(subject, body.user.id, reason));
    const place = { ...placeOf(body), channel: channel || null, thread };
    await answers.tell(place, refusal ?? (closed ? 'Closed. Thank you.' : over));
    deps.refresh(slots.head(subject));
  });
}

/** Whoever belongs to the workspace may take or close an incident; nothing is sent to a device by it. */
function refusalOf({ isBot, deleted, foreign, restricted }: Person): string | undefined {
  if (isBot || deleted || foreign) return 'Only people of this workspace can do this.';
  return restricted ? 'Guests can not do this.' : undefined;
}
