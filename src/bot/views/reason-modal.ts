import { visibleText } from '../../network/untrusted.ts';
import { cut } from '../text.ts';
import { textInput } from './inputs.ts';

/** A modal that asks for one reason. `subject` is the opaque id that comes back with it; `from` is where the answer is to be shown. */
export function reasonModal(ask: {
  id: string;
  title: string;
  submit: string;
  label: string;
  subject: string;
  from: { channel: string; thread: string | null };
}): Record<string, unknown> {
  const words = (text: string) => ({ type: 'plain_text', text: cut(text, 24) });
  return {
    type: 'modal',
    callback_id: ask.id,
    private_metadata: JSON.stringify({ subject: ask.subject, ...ask.from }),
    title: words(ask.title),
    submit: words(ask.submit),
    close: words('Back'),
    blocks: [textInput('reason', ask.label)],
  };
}

/** What was entered into a reason modal, and what it was about. */
export function readReason(view: {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
}): { subject: string; channel: string; thread: string | null; reason: string } {
  const { subject, channel, thread } = JSON.parse(view.private_metadata);
  return { subject, channel, thread: thread ?? null, reason: visibleText(view.state.values.reason?.text?.value ?? '') };
}
