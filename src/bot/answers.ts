import type { Log } from '../log.ts';
import { formsOf } from './forms.ts';
import { messageArguments, type OutgoingMessage } from './message.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';

/** Whom to answer and where. `responseUrl` takes five answers within half an hour, also from channels that the app is not in. */
export interface AnswerPlace {
  user: string;
  channel: string | null;
  thread: string | null;
  responseUrl: string | null;
}

/** Answers that only one person sees. They never throw: an answer that can't be given is logged. */
export interface Answers {
  tell(place: AnswerPlace, message: OutgoingMessage | string): Promise<void>;
}

/**
 * Commands are answered through their response address; clicks in a thread by an ephemeral message, because only that stands in the thread. Each
 * is the other's fallback, and a direct message the last.
 */
export function createAnswers(deps: { api: SlackApi; fetch: typeof fetch; signal: AbortSignal; log: Log }): Answers {
  const { api, log } = deps;

  async function ephemeral({ user, channel, thread }: AnswerPlace, args: Record<string, unknown>): Promise<void> {
    if (!channel) throw new Error('no channel');
    await api.call(
      'chat.postEphemeral',
      { channel, user, ...(thread && { thread_ts: thread }), ...args },
      { urgent: true },
    );
  }

  async function respond({ responseUrl }: AnswerPlace, args: Record<string, unknown>): Promise<void> {
    if (!responseUrl) throw new Error('no response address');
    const answer = await deps.fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...args }),
      signal: deps.signal,
    });
    const body = await answer.text();
    if (!answer.ok || /"ok"\s*:\s*false/.test(body))
      throw new Error(`answered with ${answer.status}: ${body.slice(0, 200)}`);
  }

  async function direct({ user }: AnswerPlace, args: Record<string, unknown>): Promise<void> {
    const { channel } = await api.call('conversations.open', { users: user });
    await api.call('chat.postMessage', { channel: channel.id, ...args }, { urgent: true });
  }

  return {
    async tell(place, message) {
      const forms = formsOf(typeof message === 'string' ? { text: message } : message);
      const ways = place.thread ? [ephemeral, respond, direct] : [respond, ephemeral, direct];
      // A picture or table that Slack does not take must not cost the answer: the last form is bare text.
      for (const form of new Set([forms[0]!, forms.at(-1)!])) {
        for (const way of ways) {
          try {
            return await way(place, messageArguments(form));
          } catch (err) {
            log.debug({ err, user: place.user }, 'one way of answering did not work');
          }
        }
      }
      log.warn({ user: place.user, channel: place.channel }, 'a person could not be answered');
    },
  };
}

/** Where a click, a submitted modal or a command came from. */
export function placeOf(body: SlackAnswer): AnswerPlace {
  return {
    user: body.user?.id ?? body.user_id ?? body.event?.user ?? '',
    channel: body.channel?.id ?? body.container?.channel_id ?? body.channel_id ?? body.event?.channel ?? null,
    thread: body.message?.thread_ts ?? body.event?.thread_ts ?? null,
    responseUrl: body.response_url ?? null,
  };
}
