import { refusalOf } from '../access.ts';
import { actionIds, modalIds } from '../action-ids.ts';
import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { escapeEntities, showDate } from '../text.ts';
import { readSilence, silenceChoices, silenceModal } from '../views/silence-modal.ts';
import { matchWords } from '../views/silence-words.ts';
import { type ListenerDeps, modalTooLate, onButton, openModal } from './listener.ts';

/** Silence on an incident, Save it under a preview, and End silence. What they do needs the grant of the command `silence`. */
export function registerSilenceButtons(deps: ListenerDeps): void {
  const { app, answers, silences, people, store } = deps;

  /** A click on Home stands in no channel: a grant for some channels does not hold there. */
  async function refusal(user: string, channel: string | null, command = 'silence'): Promise<string | undefined> {
    const person = await people.person(user);
    return refusalOf({ name: command, effect: 'change' }, person, channel ?? '', deps.grants);
  }

  onButton(deps, actionIds.silenceIncident, async ({ place, value, triggerId }) => {
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

  app.view(modalIds.silenceIncident, async ({ body }) => {
    const { subject, channel, thread, key, forMs, reason } = readSilence((body as SlackAnswer).view);
    const place = { ...placeOf(body), channel: channel || null, thread };
    const incident = await store.incidents.get(subject);
    const match = incident && silenceChoices(incident, deps.topology()).find((choice) => choice.key === key)?.match;
    const denied = match ? await refusal(body.user.id, channel) : 'That can not be silenced any more.';
    const no = denied ?? (reason === '' ? 'Say why it is silenced: others will read it.' : undefined);
    if (no !== undefined || !match) return answers.tell(place, no ?? '');
    const from = deps.clock();
    const wanted = { kind: 'silence', match, from, until: from + forMs, reason, by: body.user.id } as const;
    const { until } = await silences.add(wanted);
    await answers.tell(place, `Silenced: ${matchWords(match)} until ${showDate(until)}.`);
    await deps.changed({ user: body.user.id, isHome: channel === '' });
  });

  onButton(deps, actionIds.saveSilence, async ({ place, value }) => {
    const wanted = await deps.drafts.peek(value);
    if (!wanted) return answers.tell(place, 'That was saved already, or it is too old. Type it again.');
    const no = await refusal(place.user, place.channel, wanted.kind);
    if (no !== undefined) return answers.tell(place, no);
    if (!(await deps.drafts.take(value))) return;
    const { id, until, match } = await silences.add({ ...wanted, by: place.user });
    const end = escapeEntities(`${deps.commandName} ${wanted.kind} remove ${id}`);
    await answers.tell(place, `Saved: ${matchWords(match)} until ${showDate(until)}. \`${end}\` ends it before.`);
  });

  onButton(deps, actionIds.endSilence, async ({ place, value }) => {
    const no = await refusal(place.user, place.channel);
    if (no !== undefined) return answers.tell(place, no);
    const ended = await silences.end(value, place.user);
    await answers.tell(
      place,
      ended ? 'It is over. What it hid and is still open is told now.' : 'It was over already.',
    );
  });
}
