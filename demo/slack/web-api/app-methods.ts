import { type ApiMethod, refuse, text } from '../core.ts';
import { checkBlocks, checkView } from '../limits/check-blocks.ts';
import { isFields, type Problem } from '../limits/problem.ts';

/** The app itself: who it is, its socket, its agent sessions, and the block checker. */
export const appMethods: Record<string, ApiMethod> = {
  'api.test': (args) => ({ ok: true, args }),
  'auth.test': (_args, core) => ({
    ok: true,
    url: `${core.url()}/`,
    team: core.state.team.name,
    user: core.state.users.get(core.app.botUserId)?.name ?? core.app.name,
    team_id: core.state.team.id,
    user_id: core.app.botUserId,
    bot_id: core.app.botId,
    is_enterprise_install: false,
  }),
  'bots.info': (_args, core) => ({
    ok: true,
    bot: {
      id: core.app.botId,
      name: core.app.name,
      app_id: core.app.appId,
      user_id: core.app.botUserId,
      deleted: false,
    },
  }),
  'apps.connections.open': (_args, core) => ({ ok: true, url: core.socketMode.issueUrl() }),
  'agents.sessions.setStatus'(args, core) {
    const channel = core.state.channels.get(text(args.channel_id));
    const status = text(args.status);
    const thread = text(args.thread_ts);
    if (!channel) return refuse('channel_not_found');
    if (!['active', 'processing', 'suspended', 'closed'].includes(status)) return refuse('invalid_arguments');
    if (!thread || !core.state.findMessage(channel.id, thread)) return refuse('thread_not_found');
    const key = `${channel.id}:${thread}`;
    const title = core.state.sessions.get(key)?.title ?? text(args.title);
    core.state.sessions.set(key, { status, title });
    core.state.emit({ kind: 'status', channel: channel.id, thread_ts: thread, status });
    return { ok: true, agent_status: status, status, title };
  },
  'blocks.validate'(args) {
    const message = isFields(args.message) ? args.message : {};
    const problems: Problem[] = [
      ...(args.blocks === undefined ? [] : checkBlocks(args.blocks, 'message')),
      ...(message.blocks === undefined ? [] : checkBlocks(message.blocks, 'message', '/message/blocks')),
      ...(args.view === undefined ? [] : checkView(args.view)),
    ];
    if (problems.length === 0) return { ok: true };
    return refuse('invalid_blocks', { errors: problems.map((problem) => ({ code: 'invalid', ...problem })) });
  },
};
