import type { Core } from '../core.ts';
import type { SendOutcome } from '../deliveries.ts';
import type { Fields, Message, View } from '../entities.ts';
import { announceMessage, sendEvent } from '../events.ts';
import { type Filled, missingInputs, stateOf } from '../inputs.ts';
import {
  buildAction,
  type Container,
  chooseElement,
  containerFields,
  type ElementChoice,
  interactionHead,
  messageContainers,
  sendBlockAction,
} from '../interactions.ts';
import { isFields } from '../limits/problem.ts';
import { publicMessage } from '../messages.ts';
import { applyAckPayload, tellUser } from '../responses.ts';
import { encodeTyped } from '../typed-text.ts';
import { react } from '../web-api/marks.ts';
import { answerSubmission, showModals } from './submissions.ts';

/** What came of an action: whether the app acknowledged it, after how long, or why not. */
export interface ActResult {
  ok: boolean;
  error?: string;
  ackedAfterMs?: number;
  /** A refused submission: what stands under which input. */
  errors?: Record<string, string>;
}

export interface UseArgs extends ElementChoice {
  user: string;
  /** The message; without it, the user's open modal, else the home tab. */
  channel?: string;
  ts?: string;
  /** What was chosen, for elements that hold a value. */
  selected?: unknown;
  /** The other inputs around the element, as in `submit`. */
  values?: Filled;
  /** How a confirm dialog is answered, when the element has one. */
  confirm?: 'accept' | 'deny';
  in?: 'home' | 'modal';
}

/** What a person can do in the workspace. Every function takes the id of the user who does it. */
export interface Personas {
  post(args: {
    user: string;
    channel: string;
    text: string;
    thread_ts?: string;
  }): Promise<{ channel: string; ts: string }>;
  mention(args: {
    user: string;
    channel: string;
    text: string;
    thread_ts?: string;
  }): Promise<{ channel: string; ts: string }>;
  command(args: { user: string; channel: string; text?: string; command?: string }): Promise<ActResult>;
  press(args: UseArgs): Promise<ActResult>;
  select(args: UseArgs): Promise<ActResult>;
  suggest(args: UseArgs & { query: string }): Promise<unknown>;
  submit(args: { user: string; view_id?: string; values?: Filled }): Promise<ActResult>;
  closeModal(args: { user: string; all?: boolean }): Promise<ActResult>;
  openHome(args: { user: string }): Promise<View | null>;
  react(args: { user: string; channel: string; ts: string; name: string }): Promise<ActResult>;
  /** The stop button of a streaming answer. */
  stopSession(args: { user: string; channel: string; thread_ts: string }): Promise<ActResult>;
}

/** @throws Error when the user, channel, message or element does not exist: a test's mistake, not the app's. */
export function createPersonas(core: Core): Personas {
  const { state } = core;

  function seenChannel(user: string, id: string) {
    const channel = state.findChannel(id) ?? (state.users.has(id) ? state.openIm(user) : undefined);
    if (!state.users.has(user)) throw new Error(`no user ${user} in this workspace`);
    if (!channel?.members.includes(user)) throw new Error(`${user} is not in channel ${id}`);
    return channel;
  }

  async function post(args: { user: string; channel: string; text: string; thread_ts?: string }) {
    const channel = seenChannel(args.user, args.channel);
    const message: Message = {
      type: 'message',
      channel: channel.id,
      ts: core.ids.ts(),
      user: args.user,
      team: state.team.id,
      text: encodeTyped(args.text, state),
      ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
    };
    core.journal.add({
      kind: 'control',
      what: 'post',
      user: args.user,
      channel: channel.id,
      ts: message.ts,
      text: message.text,
    });
    state.addMessage(message);
    announceMessage(core, message);
    return { channel: channel.id, ts: message.ts };
  }

  async function command(args: { user: string; channel: string; text?: string; command?: string }): Promise<ActResult> {
    const channel = seenChannel(args.user, args.channel);
    const name = args.command ?? core.app.slashCommand;
    core.journal.add({
      kind: 'control',
      what: 'command',
      user: args.user,
      channel: channel.id,
      command: name,
      text: args.text,
    });
    if (name !== core.app.slashCommand) {
      tellUser(core, args.user, channel.id, `\`${name}\` is not a valid command.`);
      return { ok: false, error: 'unknown_command' };
    }
    const target = { user: args.user, channel: channel.id };
    const outcome = await core.deliveries.sendOnce('slash_commands', {
      token: 'verification-token',
      team_id: state.team.id,
      team_domain: state.team.domain,
      channel_id: channel.id,
      channel_name: channel.name,
      user_id: args.user,
      user_name: state.users.get(args.user)?.name ?? args.user,
      command: name,
      text: args.text ?? '',
      api_app_id: core.app.appId,
      is_enterprise_install: 'false',
      response_url: core.tickets.issueResponseUrl(target),
      trigger_id: core.tickets.issueTrigger(args.user),
    });
    if (outcome.result === 'acked') applyAckPayload(core, target, outcome.payload);
    else tellUser(core, args.user, channel.id, `\`${name}\` failed with the error "${errorOf(outcome)}"`);
    return resultOf(outcome);
  }

  function containersFor(args: UseArgs): Container[] {
    if (args.channel && args.ts) {
      const channel = seenChannel(args.user, args.channel);
      const message = state.findMessage(channel.id, args.ts);
      const isHidden = message?.ephemeral_to !== undefined && message.ephemeral_to !== args.user;
      if (!message || isHidden) throw new Error(`no message ${args.ts} in ${channel.name} that ${args.user} can see`);
      return messageContainers(message, channel);
    }
    const modal = args.in === 'home' ? undefined : state.modals.get(args.user)?.at(-1);
    const home = args.in === 'modal' ? undefined : state.homes.get(args.user);
    return [modal, home].filter((view) => view !== undefined).map((view) => ({ view, blocks: view.blocks }));
  }

  function chosen(args: UseArgs) {
    const found = chooseElement(containersFor(args), args);
    if (!found) {
      const { action_id, block_id, value, text } = args;
      throw new Error(`no such element: ${JSON.stringify({ action_id, block_id, value, text })}`);
    }
    return found;
  }

  async function use(args: UseArgs): Promise<ActResult> {
    const { container, block, element } = chosen(args);
    const { user, channel, ts, selected } = args;
    const actionId = element.action_id;
    core.journal.add({
      kind: 'control',
      what: 'press',
      user,
      channel,
      ts,
      action_id: actionId,
      value: element.value,
      selected,
    });
    if (element.confirm && args.confirm === 'deny') return { ok: true };
    const action = buildAction(core, { block, element }, args, selected ?? args.value);
    const filled = { ...args.values, ...(selected === undefined ? {} : { [String(actionId)]: selected }) };
    const outcome = await sendBlockAction(core, { user, container, action, filled });
    if (outcome.result !== 'acked') {
      const words = `The app did not answer (${errorOf(outcome)}). Nothing may have happened: try again.`;
      state.emit({ kind: 'notice', user, level: 'error', text: words });
    }
    return resultOf(outcome);
  }

  return {
    post,
    mention: (args) => post({ ...args, text: `<@${core.app.botUserId}> ${args.text}` }),
    command,
    press: use,
    select: use,
    async suggest(args) {
      const { container, block, element } = chosen(args);
      const outcome = await core.deliveries.sendOnce('interactive', {
        ...interactionHead(core, 'block_suggestion', args.user),
        ...containerFields(container, args.values ?? {}),
        action_id: element.action_id,
        block_id: block.block_id,
        value: args.query,
      });
      return outcome.result === 'acked'
        ? (outcome.payload ?? { options: [] })
        : { options: [], error: errorOf(outcome) };
    },
    async submit({ user, view_id, values = {} }) {
      const stack = state.modals.get(user) ?? [];
      const view = view_id ? stack.find(({ id }) => id === view_id) : stack.at(-1);
      if (!view) throw new Error(`${user} has no open modal`);
      const filled = stateOf(view.blocks, values);
      core.journal.add({ kind: 'control', what: 'submit', user, callback_id: view.callback_id, values: filled });
      const missing = missingInputs(view.blocks, filled);
      if (Object.keys(missing).length > 0) return { ok: false, error: 'missing_inputs', errors: missing };
      const outcome = await core.deliveries.sendOnce('interactive', {
        ...interactionHead(core, 'view_submission', user),
        trigger_id: core.tickets.issueTrigger(user),
        view: { ...view, state: { values: filled } },
        response_urls: [],
      });
      if (outcome.result !== 'acked') return resultOf(outcome);
      const errors = answerSubmission(core, user, view, isFields(outcome.payload) ? outcome.payload : {});
      return { ...resultOf(outcome), ...(errors ? { ok: false, error: 'refused', errors } : {}) };
    },
    async closeModal({ user, all = false }) {
      const stack = state.modals.get(user) ?? [];
      const closed = all ? stack : stack.slice(-1);
      showModals(core, user, all ? [] : stack.slice(0, -1));
      let result: ActResult = { ok: true };
      for (const view of closed.toReversed().filter(({ notify_on_close }) => notify_on_close)) {
        const head = interactionHead(core, 'view_closed', user);
        result = resultOf(await core.deliveries.sendOnce('interactive', { ...head, view, is_cleared: all }));
      }
      return result;
    },
    async openHome({ user }) {
      const channel = state.openIm(user).id;
      const view = state.homes.get(user);
      const event: Fields = { type: 'app_home_opened', user, channel, tab: 'home', ...(view ? { view } : {}) };
      sendEvent(core, 'app_home_opened', event);
      return view ?? null;
    },
    async react(args) {
      const message = state.findMessage(seenChannel(args.user, args.channel).id, args.ts);
      if (!message) throw new Error(`no message ${args.ts}`);
      const answer = react(core, message, args.user, { name: args.name });
      return { ok: answer.ok, ...(answer.ok ? {} : { error: String(answer.error) }) };
    },
    async stopSession({ user, channel, thread_ts }) {
      const id = seenChannel(user, channel).id;
      const running = (state.messages.get(id) ?? []).filter((one) => one.thread_ts === thread_ts && one.stream);
      const streaming_message_ts = running
        .filter((one) => !one.stream?.done)
        .map((one) => String(publicMessage(one).ts));
      const event = { type: 'agent_session_stopped', channel: id, user, thread_ts, streaming_message_ts };
      sendEvent(core, 'agent_session_stopped', event);
      return { ok: true };
    },
  };
}

const errorOf = (outcome: SendOutcome) => (outcome.result === 'timeout' ? 'operation_timeout' : 'dispatch_failed');

const resultOf = (outcome: SendOutcome): ActResult =>
  outcome.result === 'acked'
    ? { ok: true, ackedAfterMs: outcome.ackedAfterMs ?? 0 }
    : { ok: false, error: errorOf(outcome) };
