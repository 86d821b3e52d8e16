import type { Core } from '../core.ts';
import type { Channel, Message } from '../entities.ts';
import { announceMessage, sendEvent } from '../events.ts';
import { applyAckPayload, tellUser } from '../responses.ts';
import { encodeTyped } from '../typed-text.ts';
import { react } from '../web-api/marks.ts';
import { type ActResult, errorOf, resultOf } from './act-result.ts';

interface Written {
  user: string;
  channel: string;
  text: string;
  thread_ts?: string;
}

/** What a person does with words: messages, mentions, commands, reactions, and the stop button of an answer. */
export interface Writing {
  post(args: Written): Promise<{ channel: string; ts: string }>;
  /** `post` with the app's name in front. */
  mention(args: Written): Promise<{ channel: string; ts: string }>;
  /** `text` is what stands after the command; `command` defaults to the app's own. */
  command(args: { user: string; channel: string; text?: string; command?: string }): Promise<ActResult>;
  react(args: { user: string; channel: string; ts: string; name: string }): Promise<ActResult>;
  stopSession(args: { user: string; channel: string; thread_ts: string }): Promise<ActResult>;
}

/**
 * The channel that a person writes to; the app's user id means the direct conversation with it.
 * @throws Error when the person or the channel does not exist, or the person is not in it.
 */
export function channelOf(core: Core, user: string, id: string): Channel {
  const { state, app } = core;
  if (!state.users.has(user)) throw new Error(`no user ${user} in this workspace`);
  const channel = id === app.botUserId ? state.openIm(user) : state.findChannel(id);
  if (!channel?.members.includes(user)) throw new Error(`${user} is not in channel ${id}`);
  return channel;
}

export function createWriting(core: Core): Writing {
  const { state } = core;

  async function post(args: Written) {
    const channel = channelOf(core, args.user, args.channel);
    const message: Message = {
      type: 'message',
      channel: channel.id,
      ts: core.ids.ts(),
      user: args.user,
      team: state.team.id,
      text: encodeTyped(args.text, state),
      ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
    };
    const { user, ts, text } = message;
    core.journal.add({ kind: 'control', what: 'post', user, channel: channel.id, ts, text });
    state.addMessage(message);
    announceMessage(core, message);
    return { channel: channel.id, ts };
  }

  return {
    post,
    mention: (args) => post({ ...args, text: `<@${core.app.botUserId}> ${args.text}` }),
    command: (args) => runCommand(core, channelOf(core, args.user, args.channel), args),
    async react(args) {
      const message = state.findMessage(channelOf(core, args.user, args.channel).id, args.ts);
      if (!message) throw new Error(`no message ${args.ts}`);
      const answer = react(core, message, args.user, { name: args.name });
      return answer.ok ? { ok: true } : { ok: false, error: String(answer.error) };
    },
    async stopSession({ user, channel, thread_ts }) {
      const { id } = channelOf(core, user, channel);
      const streaming_message_ts = (state.messages.get(id) ?? [])
        .filter((message) => message.thread_ts === thread_ts && message.stream && !message.stream.done)
        .map((message) => message.ts);
      const event = { type: 'agent_session_stopped', channel: id, user, thread_ts, streaming_message_ts };
      sendEvent(core, 'agent_session_stopped', event);
      return { ok: true };
    },
  };
}

async function runCommand(
  core: Core,
  channel: Channel,
  { user, text = '', command = core.app.slashCommand }: { user: string; text?: string; command?: string },
): Promise<ActResult> {
  const { team, users } = core.state;
  core.journal.add({ kind: 'control', what: 'command', user, channel: channel.id, command, text });
  if (command !== core.app.slashCommand) {
    tellUser(core, user, channel.id, `\`${command}\` is not a valid command.`);
    return { ok: false, error: 'unknown_command' };
  }
  const target = { user, channel: channel.id };
  const outcome = await core.deliveries.sendOnce('slash_commands', {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user,
    user_name: users.get(user)?.name ?? user,
    command,
    text,
    api_app_id: core.app.appId,
    is_enterprise_install: 'false',
    response_url: core.tickets.issueResponseUrl(target),
    trigger_id: core.tickets.issueTrigger(user),
  });
  if (outcome.result === 'acked') applyAckPayload(core, target, outcome.payload);
  else tellUser(core, user, channel.id, `\`${command}\` failed with the error "${errorOf(outcome)}"`);
  return resultOf(outcome);
}
