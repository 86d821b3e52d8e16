import { actionIds, modalIds } from '../action-ids.ts';
import { longestSilenceMs } from '../silence-command.ts';
import { escapeEntities, showDate } from '../text.ts';
import { readSilence, silenceChoices, silenceModal } from '../views/silence-modal.ts';
import { matchWords } from '../views/silence-words.ts';
import { type ListenerDeps, modalTooLate, openModal } from './listener.ts';

/** Silence on an incident, Save it under a preview, and End silence. */
export function registerSilenceButtons(deps: ListenerDeps): void {
  const { door, answers, silences, store } = deps;

  door.onButton(actionIds.silenceIncident, async ({ place, value, triggerId }) => {
    const incident = await store.incidents.get(value);
    if (!incident || incident.state === 'resolved')
      return answers.tell(place, 'This incident is over, or I do not know it.');
    const choices = await Promise.all(
      silenceChoices(incident, deps.topology()).map(async (choice) => ({
        ...choice,
        preview: await silences.preview(choice.match),
      })),
    );
    const from = { channel: place.channel ?? '', thread: place.thread };
    const isOpen = await openModal(deps.api, triggerId, silenceModal({ incident, choices, from }));
    if (!isOpen) await answers.tell(place, modalTooLate);
  });

  door.onForm(modalIds.silenceIncident, async ({ place, subject, view }) => {
    const { key, forMs, reason } = readSilence(view as never);
    const incident = await store.incidents.get(subject);
    const isOpen = incident !== undefined && incident.state !== 'resolved';
    const match = isOpen && silenceChoices(incident, deps.topology()).find((choice) => choice.key === key)?.match;
    if (!match || !(forMs > 0 && forMs <= longestSilenceMs))
      return answers.tell(place, 'That can no longer be silenced.');
    if (reason === '') return answers.tell(place, 'Say why it is silenced: others will read it.');
    const from = deps.clock();
    const wanted = { kind: 'silence', match, from, until: from + forMs, reason, by: place.user } as const;
    const { until } = await silences.add(wanted);
    await answers.tell(place, `Silenced: ${matchWords(match)} until ${showDate(until)}.`);
  });

  door.onButton(actionIds.saveSilence, async ({ place, value }) => {
    const wanted = await deps.drafts.take(value);
    if (!wanted) return answers.tell(place, 'That was saved already, or it is too old. Type it again.');
    const { id, until, match } = await silences.add({ ...wanted, by: place.user });
    const end = escapeEntities(`${deps.commandName} ${wanted.kind} remove ${id}`);
    await answers.tell(place, `Saved: ${matchWords(match)} until ${showDate(until)}. \`${end}\` ends it before.`);
  });

  door.onButton(actionIds.endSilence, async ({ place, value }) => {
    const ended = await silences.end(value, place.user);
    await answers.tell(
      place,
      ended ? 'It is over. Incidents that it hid and that are still open are posted now.' : 'It was over already.',
    );
  });
}
