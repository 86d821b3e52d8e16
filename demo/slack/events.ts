import type { Core } from './core.ts';
import type { Channel, Fields, Message } from './entities.ts';
import { publicMessage } from './messages.ts';

/** Every event that this workspace can send. */
const allEvents = [
  'app_mention',
  'message.channels',
  'message.im',
  'app_home_opened',
  'agent_session_stopped',
  'reaction_added',
] as const;

/** Sends an event to the app when it subscribes to `subscription`. Retries go on in the background. */
export function sendEvent(core: Core, subscription: string, event: Fields): void {
  const subscribed: readonly string[] = core.app.events ?? allEvents;
  if (!subscribed.includes(subscription)) return;
  void core.deliveries.sendEvent({
    token: 'verification-token',
    team_id: core.state.team.id,
    api_app_id: core.app.appId,
    event: { ...event, event_ts: event.event_ts ?? event.ts ?? core.ids.ts() },
    type: 'event_callback',
    event_id: core.ids.next('Ev'),
    event_time: Math.floor(core.clock() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: core.state.team.id,
        user_id: core.app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    context_message_team_id: core.state.team.id,
  });
}

/** Tells the app about a new message in a conversation that it is in. */
export function announceMessage(core: Core, message: Message): void {
  const channel = core.state.channels.get(message.channel);
  if (!channel?.members.includes(core.app.botUserId) || message.ephemeral_to) return;
  const event = { ...publicMessage(message), channel: channel.id, channel_type: channel.kind };
  sendEvent(core, subscriptionFor(channel), event);
  const isMention = message.text.includes(`<@${core.app.botUserId}>`) && !message.bot_id;
  if (isMention && channel.kind === 'channel') {
    const { channel_type: _type, ...mention } = event;
    sendEvent(core, 'app_mention', { ...mention, type: 'app_mention' });
  }
}

/** Tells the app that a message was edited or deleted. */
export function announceChange(core: Core, subtype: string, message: Message, previous: Fields): void {
  const channel = core.state.channels.get(message.channel);
  if (!channel?.members.includes(core.app.botUserId) || message.ephemeral_to) return;
  sendEvent(core, subscriptionFor(channel), {
    type: 'message',
    subtype,
    hidden: true,
    channel: channel.id,
    channel_type: channel.kind,
    ts: core.ids.ts(),
    previous_message: previous,
    ...(subtype === 'message_changed' ? { message: publicMessage(message) } : { deleted_ts: message.ts }),
  });
}

const subscriptionFor = (channel: Channel) => (channel.kind === 'im' ? 'message.im' : 'message.channels');
