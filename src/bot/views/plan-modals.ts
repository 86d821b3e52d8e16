import type { OptionParameter } from '../../changes/options.ts';
import { visibleText } from '../../network/untrusted.ts';
import { modalIds } from '../action-ids.ts';
import { cut } from '../text.ts';

/** Where the answer to a modal is to be shown, and the opaque id of what it is about. */
export interface ModalSubject {
  subject: string;
  channel: string;
  thread: string | null;
}

const words = (text: string) => ({ type: 'plain_text', text: cut(text, 24) });

function lineInput(blockId: string, label: string, options: { initial?: string; hint?: string } = {}) {
  return {
    type: 'input',
    block_id: blockId,
    label: { type: 'plain_text', text: cut(label, 150) },
    ...(options.hint === undefined ? {} : { hint: { type: 'plain_text', text: cut(options.hint, 150) } }),
    element: {
      type: 'plain_text_input',
      action_id: 'text',
      max_length: 64,
      ...(options.initial === undefined ? {} : { initial_value: options.initial }),
    },
  };
}

function modal(id: string, about: ModalSubject, text: { title: string; submit: string }, blocks: unknown[]) {
  return {
    type: 'modal',
    callback_id: id,
    private_metadata: JSON.stringify(about),
    title: words(text.title),
    submit: words(text.submit),
    close: words('Back'),
    blocks,
  };
}

/** Asks for the number of a ticket; submitting it approves the plan. */
export function ticketModal(about: ModalSubject): Record<string, unknown> {
  const text = { title: 'Approve the plan', submit: 'Approve' };
  return modal(modalIds.approveWithTicket, about, text, [lineInput('ticket', 'Ticket number, as the policy asks for')]);
}

/** Asks for other values of a plan's parameters. */
export function editModal(about: ModalSubject, parameters: OptionParameter[]): Record<string, unknown> {
  const text = { title: 'Edit the plan', submit: 'Write a new plan' };
  const inputs = parameters.map(({ name, value, about: hint }) =>
    lineInput(`parameter-${name}`, name, { hint, ...(value === null ? {} : { initial: String(value) }) }),
  );
  const note = 'A new plan takes the place of this one. Votes so far are void, and you cannot approve it yourself.';
  return modal(modalIds.editPlan, about, text, [
    { type: 'section', text: { type: 'plain_text', text: note } },
    ...inputs,
  ]);
}

/** What was entered, by the id of its block. */
export function readModal(view: {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
}): ModalSubject & { entered: Record<string, string> } {
  const { subject, channel, thread } = JSON.parse(view.private_metadata);
  const entries = Object.entries(view.state.values).map(
    ([id, { text }]) => [id, visibleText(text?.value ?? '')] as const,
  );
  return { subject, channel, thread: thread ?? null, entered: Object.fromEntries(entries) };
}
