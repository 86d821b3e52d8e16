import { placeOf } from '../answers.ts';
import type { SlackAnswer } from '../slack-api.ts';
import { withoutMentions } from '../typed-words.ts';
import type { ListenerDeps } from './listener.ts';

/** The slash command, the same words after a mention, and the same words in a direct conversation. */
export function registerWords(deps: ListenerDeps): void {
  const { app, answers, posted } = deps;

  app.command(deps.commandName, async ({ body }) => {
    const place = placeOf(body);
    const message = await deps.commands.run({
      text: String(body.text ?? ''),
      user: place.user,
      channel: body.channel_id,
    });
    await answers.tell(place, message);
  });

  /** Answers in the thread of the message. The answer stands once, even if a crash made us answer twice. */
  async function reply(body: SlackAnswer): Promise<void> {
    const { event, event_id: id } = body;
    const message = await deps.commands.run({
      text: withoutMentions(String(event.text ?? '')),
      user: event.user,
      channel: event.channel,
    });
    const thread = event.channel_type === 'im' ? (event.thread_ts ?? null) : (event.thread_ts ?? event.ts);
    await posted.put(`reply:${id}`, { channel: event.channel, thread }, message);
  }

  app.event('app_mention', ({ body }) => reply(body));
  app.event('message', ({ body }) => reply(body));
}
