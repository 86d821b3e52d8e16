import type { IncidentLabel } from '../../incidents/labels.ts';
import { actionIds, modalIds } from '../action-ids.ts';
import type { AnswerPlace } from '../answers.ts';
import type { Click } from '../door.ts';
import { slots } from '../slots.ts';
import { readFeedback } from '../views/feedback.ts';
import { readTrueCause, trueCauseModal } from '../views/true-cause-modal.ts';
import { type ListenerDeps, modalTooLate, openModal } from './listener.ts';

const unknown = 'I do not know this incident.';

/** Right and wrong cause, useful and noise: what people say about a diagnosis, kept as labels. */
export function registerFeedbackButtons(deps: ListenerDeps): void {
  const { door, answers, store, labels } = deps;

  async function keep(place: AnswerPlace, incidentId: string, said: Partial<IncidentLabel>): Promise<void> {
    const incident = await store.incidents.get(incidentId);
    if (!incident) return answers.tell(place, unknown);
    const verdict = incident.verdict?.cause ?? null;
    await labels.put({ incidentId, user: place.user, at: deps.clock(), verdict, ...said });
    await deps.labelled();
    await answers.tell(place, 'Thank you. It is stored as a label.');
    deps.refresh(slots.diagnosis(incidentId));
  }

  const right = ({ place, value }: Click) => keep(place, value, { right: true, cause: null });

  async function wrong({ place, value, triggerId }: Click): Promise<void> {
    const incident = await store.incidents.get(value);
    if (!incident) return answers.tell(place, unknown);
    const from = { channel: place.channel ?? '', thread: place.thread };
    const modal = trueCauseModal({ incidentId: value, verdict: incident.verdict?.cause ?? null, from });
    if (!(await openModal(deps.api, triggerId, modal))) await answers.tell(place, modalTooLate);
  }

  door.onButton(actionIds.causeFeedback, async (click) => {
    const said = readFeedback(click.value);
    if (!said) return answers.tell(click.place, unknown);
    await (said.answer === 'right' ? right : wrong)({ ...click, value: said.incidentId });
  });
  door.onButton(actionIds.rightCause, right);
  door.onButton(actionIds.wrongCause, wrong);
  door.onButton(actionIds.useful, ({ place, value }) => keep(place, value, { useful: true }));
  door.onButton(actionIds.noise, ({ place, value }) => keep(place, value, { useful: false }));

  door.onForm(modalIds.trueCause, ({ place, subject, view }) =>
    keep(place, subject, { right: false, cause: readTrueCause(view as never).cause }),
  );
}
