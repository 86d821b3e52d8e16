import type { IncidentLabel } from '../../incidents/labels.ts';
import { actionIds, modalIds } from '../action-ids.ts';
import { type AnswerPlace, placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { slots } from '../slots.ts';
import { readFeedback } from '../views/feedback.ts';
import { readTrueCause, trueCauseModal } from '../views/true-cause-modal.ts';
import { type Click, type ListenerDeps, memberRefusal, modalTooLate, onButton, openModal } from './listener.ts';

/** Right and wrong cause, useful and noise: what people of the workspace say about a diagnosis, kept as labels. */
export function registerFeedbackButtons(deps: ListenerDeps): void {
  const { app, answers, people, store, labels } = deps;

  async function keep(place: AnswerPlace, incidentId: string, said: Partial<IncidentLabel>): Promise<void> {
    const no = memberRefusal(await people.person(place.user));
    const incident = await store.incidents.get(incidentId);
    if (no || !incident) return answers.tell(place, no ?? 'I do not know this incident.');
    const verdict = incident.verdict?.cause ?? null;
    await labels.put({ incidentId, user: place.user, at: deps.clock(), verdict, ...said });
    await answers.tell(place, 'Thank you. It is stored as a label.');
    deps.refresh(slots.diagnosis(incidentId));
  }

  const right = ({ place, value }: Click) => keep(place, value, { right: true, cause: null });

  async function wrong({ place, value, triggerId }: Click): Promise<void> {
    const no = memberRefusal(await people.person(place.user));
    const incident = await store.incidents.get(value);
    if (no || !incident) return answers.tell(place, no ?? 'I do not know this incident.');
    const from = { channel: place.channel ?? '', thread: place.thread };
    const modal = trueCauseModal({ incidentId: value, verdict: incident.verdict?.cause ?? null, from });
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  }

  onButton(deps, actionIds.causeFeedback, async (click) => {
    const said = readFeedback(click.value);
    if (said) await (said.answer === 'right' ? right : wrong)({ ...click, value: said.incidentId });
  });
  onButton(deps, actionIds.rightCause, right);
  onButton(deps, actionIds.wrongCause, wrong);
  onButton(deps, actionIds.useful, ({ place, value }) => keep(place, value, { useful: true }));
  onButton(deps, actionIds.noise, ({ place, value }) => keep(place, value, { useful: false }));

  app.view(modalIds.trueCause, async ({ body }) => {
    const { subject, channel, thread, cause } = readTrueCause((body as SlackAnswer).view);
    const place = { ...placeOf(body), channel: channel || null, thread };
    await keep(place, subject, { right: false, cause });
  });
}
