import type { Log } from '../log.ts';
import { formsOf } from './forms.ts';
import { messageArguments, type OutgoingMessage } from './message.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';
import { slackErrorOf } from './slack-errors.ts';

/** What Slack says about a form that it does not take. */
const refusals = [
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'msg_too_long',
  'msg_blocks_too_long',
];

/** Sends the best form that Slack takes. */
export async function sendForms(
  { method, args, message }: { method: string; args: Record<string, unknown>; message: OutgoingMessage },
  { api, log }: { api: SlackApi; log: Log },
): Promise<SlackAnswer> {
  const forms = formsOf(message);
  for (const [index, form] of forms.entries()) {
    try {
      return await api.call(method, { ...args, ...messageArguments(form) });
    } catch (thrown) {
      const error = slackErrorOf(thrown) ?? '';
      if (!refusals.includes(error) || index === forms.length - 1) throw thrown;
      log.warn({ method, error, form: index }, 'Slack refused a form of a message, trying a simpler one');
    }
  }
  throw new Error('a message has at least one form');
}
