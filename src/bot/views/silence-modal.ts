import { describeCause } from '../../domain/cause.ts';
import type { Topology } from '../../domain/device.ts';
import type { Incident } from '../../domain/incident.ts';
import type { SilenceMatch } from '../../incidents/silence-match.ts';
import type { SilencePreview } from '../../incidents/silences.ts';
import { visibleText } from '../../network/untrusted.ts';
import { modalIds } from '../action-ids.ts';
import { cut, showDuration } from '../text.ts';
import { plainOption, textInput } from './inputs.ts';
import { previewSummary } from './silence-words.ts';

const minutes = [30, 60, 120, 240, 480, 1440, 7 * 1440];
const standardMinutes = 60;

/** What may be silenced about an incident, the narrowest first. `key` comes back from the modal. */
export function silenceChoices(
  incident: Incident,
  topology: Topology,
): { key: string; match: SilenceMatch; text: string }[] {
  const { device } = incident.place;
  const site = topology.devices.find(({ name }) => name === device)?.site;
  const cause = incident.verdict?.cause;
  const title = cause ? describeCause(cause).title : '';
  return [
    ...(cause ? [{ key: 'cause-device', match: { cause, device }, text: `${title} on ${device}` }] : []),
    { key: 'device', match: { device }, text: `Everything on ${device}` },
    ...(cause && site ? [{ key: 'cause-site', match: { cause, site }, text: `${title} at site ${site}` }] : []),
    ...(site ? [{ key: 'site', match: { site }, text: `Everything at site ${site}` }] : []),
  ];
}

/** Asks what to silence, for how long and why. Each choice says what it would have hidden lately, before anything is saved. */
export function silenceModal(ask: {
  incident: Incident;
  choices: { key: string; text: string; preview: SilencePreview }[];
  from: { channel: string; thread: string | null };
}): Record<string, unknown> {
  const options = ask.choices.map(({ key, text, preview }) => ({
    ...plainOption(cut(text, 75), key),
    description: { type: 'plain_text', text: cut(previewSummary(preview), 75) },
  }));
  const durations = minutes.map((each) => plainOption(showDuration(each * 60_000), String(each)));
  return {
    type: 'modal',
    callback_id: modalIds.silenceIncident,
    private_metadata: JSON.stringify({ subject: ask.incident.id, ...ask.from }),
    title: { type: 'plain_text', text: 'Silence' },
    submit: { type: 'plain_text', text: 'Silence it' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      {
        type: 'input',
        block_id: 'what',
        label: { type: 'plain_text', text: 'What should be silenced?' },
        element: { type: 'radio_buttons', action_id: 'choice', options, initial_option: options[0] },
      },
      {
        type: 'input',
        block_id: 'for',
        label: { type: 'plain_text', text: 'For how long?' },
        element: {
          type: 'static_select',
          action_id: 'choice',
          options: durations,
          initial_option: durations[minutes.indexOf(standardMinutes)],
        },
      },
      textInput('reason', 'Why? Others will read it.'),
    ],
  };
}

/** What was chosen in the modal. */
export function readSilence(view: {
  private_metadata: string;
  state: {
    values: Record<string, Record<string, { value?: string | null; selected_option?: { value: string } | null }>>;
  };
}): { subject: string; channel: string; thread: string | null; key: string; forMs: number; reason: string } {
  const { subject, channel, thread } = JSON.parse(view.private_metadata);
  const { values } = view.state;
  const chosen = values.for?.choice?.selected_option?.value;
  return {
    subject,
    channel,
    thread: thread ?? null,
    key: values.what?.choice?.selected_option?.value ?? '',
    forMs: (minutes.find((each) => String(each) === chosen) ?? standardMinutes) * 60_000,
    reason: visibleText(values.reason?.text?.value ?? ''),
  };
}
