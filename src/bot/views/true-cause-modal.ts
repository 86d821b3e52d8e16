import { type CauseId, causes, isCauseId } from '../../domain/cause.ts';
import { modalIds } from '../action-ids.ts';
import { plainOption } from './inputs.ts';

/** Asks which cause it really was. */
export function trueCauseModal(ask: {
  incidentId: string;
  /** What the diagnosis said: it is no choice. */
  verdict: CauseId | null;
  from: { channel: string; thread: string | null };
}): Record<string, unknown> {
  const options = causes.filter(({ id }) => id !== ask.verdict).map(({ id, title }) => plainOption(title, id));
  return {
    type: 'modal',
    callback_id: modalIds.trueCause,
    private_metadata: JSON.stringify({ subject: ask.incidentId, ...ask.from }),
    title: { type: 'plain_text', text: 'Wrong cause' },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      {
        type: 'input',
        block_id: 'cause',
        label: { type: 'plain_text', text: 'What was it? It is stored as a label.' },
        element: {
          type: 'static_select',
          action_id: 'choice',
          placeholder: { type: 'plain_text', text: 'Choose a cause' },
          options,
        },
      },
    ],
  };
}

/** The cause that was chosen; null for one that is not known. */
export function readTrueCause(view: {
  private_metadata: string;
  state: { values: Record<string, Record<string, { selected_option?: { value: string } | null }>> };
}): { subject: string; channel: string; thread: string | null; cause: CauseId | null } {
  const { subject, channel, thread } = JSON.parse(view.private_metadata);
  const chosen = view.state.values.cause?.choice?.selected_option?.value ?? '';
  return { subject, channel, thread: thread ?? null, cause: isCauseId(chosen) ? chosen : null };
}
