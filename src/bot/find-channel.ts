import { NocturneError } from '../errors.ts';
import type { SlackApi } from './slack-api.ts';

/** The id of a channel that may be configured by its name. */
export async function findChannel(configured: string, call: SlackApi['call']): Promise<string> {
  if (/^[CGD][A-Z0-9]{6,}$/.test(configured)) return configured;
  const name = configured.replace(/^#/, '');
  let cursor = '';
  do {
    const page = await call('conversations.list', {
      types: 'public_channel,private_channel',
      limit: 200,
      exclude_archived: true,
      ...(cursor && { cursor }),
    });
    const found = page.channels?.find((channel: { name: string }) => channel.name === name);
    if (found) return found.id;
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor);
  throw new NocturneError('slack-channel-unknown', `There is no channel #${name}, or the app is not in it`, {
    hint: 'create it, invite the app, or name another one in the configuration',
  });
}
