import type { Core } from '../core.ts';
import type { Filled } from '../inputs.ts';
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
import { type ActResult, errorOf, resultOf } from './act-result.ts';
import { channelOf } from './writing.ts';

export interface UseArgs extends ElementChoice {
  user: string;
  /** The message; without it, the user's open modal, else the home tab. */
  channel?: string;
  ts?: string;
  in?: 'home' | 'modal';
  /** What was chosen, for elements that hold a value: an option's value, a user id, a date, a text, or a list. */
  selected?: unknown;
  /** The other inputs around the element: by block id and action id, or flat by either. */
  values?: Filled;
  /** How a confirm dialog is answered, when the element has one. Default `accept`. */
  confirm?: 'accept' | 'deny';
}

/** Buttons, menus and the like, in messages, modals and the home tab. */
export interface Pressing {
  press(args: UseArgs): Promise<ActResult>;
  /** The same as `press`; reads better with `selected`. */
  select(args: UseArgs): Promise<ActResult>;
  /** What an external select offers for a query. */
  suggest(args: UseArgs & { query: string }): Promise<unknown>;
}

/** @throws Error when there is no such element that this user can see. */
export function createPressing(core: Core): Pressing {
  async function use(args: UseArgs): Promise<ActResult> {
    const { container, block, element } = chosen(core, args);
    const { user, channel, ts, selected } = args;
    const actionId = String(element.action_id);
    const pressed = { action_id: actionId, value: args.value ?? element.value, selected };
    core.journal.add({ kind: 'control', what: 'press', user, channel, ts, ...pressed });
    if (element.confirm && args.confirm === 'deny') return { ok: true };
    const action = buildAction(core, { block, element }, args, selected ?? args.value);
    const filled = { ...args.values, ...(selected === undefined ? {} : { [actionId]: selected }) };
    const outcome = await sendBlockAction(core, { user, container, action, filled });
    if (outcome.result !== 'acked') {
      const text = `The app did not answer (${errorOf(outcome)}). Nothing may have happened: try again.`;
      core.state.emit({ kind: 'notice', user, level: 'error', text });
    }
    return resultOf(outcome);
  }

  return {
    press: use,
    select: use,
    async suggest(args) {
      const { container, block, element } = chosen(core, args);
      const outcome = await core.deliveries.sendOnce('interactive', {
        ...interactionHead(core, 'block_suggestion', args.user),
        ...containerFields(container, args.values ?? {}),
        action_id: element.action_id,
        block_id: block.block_id,
        value: args.query,
      });
      if (outcome.result !== 'acked') return { options: [], error: errorOf(outcome) };
      return outcome.payload ?? { options: [] };
    },
  };
}

function chosen(core: Core, args: UseArgs) {
  const found = chooseElement(containersFor(core, args), args);
  if (found) return found;
  const { action_id, block_id, value, text } = args;
  throw new Error(`no such element: ${JSON.stringify({ action_id, block_id, value, text })}`);
}

function containersFor(core: Core, args: UseArgs): Container[] {
  const { state } = core;
  if (args.channel && args.ts) {
    const channel = channelOf(core, args.user, args.channel);
    const message = state.findMessage(channel.id, args.ts);
    const isHidden = message?.ephemeral_to !== undefined && message.ephemeral_to !== args.user;
    if (!message || isHidden) throw new Error(`no message ${args.ts} in ${channel.name} that ${args.user} can see`);
    return messageContainers(message, channel);
  }
  const modal = args.in === 'home' ? undefined : state.modals.get(args.user)?.at(-1);
  const home = args.in === 'modal' ? undefined : state.homes.get(args.user);
  return [modal, home].filter((view) => view !== undefined).map((view) => ({ view, blocks: view.blocks }));
}
