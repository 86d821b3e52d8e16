import type { Core } from './core.ts';
import type { SendOutcome } from './deliveries.ts';
import type { Block, Channel, Fields, Message, View } from './entities.ts';
import { chosenValue, type Filled, findElements, type Placed, stateOf } from './inputs.ts';
import { publicMessage } from './messages.ts';

/** Where an element was used: in a message or in a view. */
export type Container =
  | { message: Message; channel: Channel; attachment?: number; blocks: Block[] }
  | { view: View; blocks: Block[] };

export interface ElementChoice {
  action_id?: string;
  block_id?: string;
  /** A button's value, or the text on it. */
  value?: string;
  text?: string;
}

/** The first element that fits everything that is asked for. */
export function chooseElement(containers: Container[], wanted: ElementChoice) {
  for (const container of containers) {
    const found = findElements(container.blocks).find((placed) => fits(placed, wanted));
    if (found) return { container, ...found };
  }
  return undefined;
}

function fits({ block, element }: Placed, wanted: ElementChoice): boolean {
  if (wanted.action_id !== undefined && element.action_id !== wanted.action_id) return false;
  if (wanted.block_id !== undefined && block.block_id !== wanted.block_id) return false;
  const faces = [element, element.positive_button, element.negative_button] as (Fields | undefined)[];
  const isButton = element.type === 'button' || element.type === 'feedback_buttons' || element.type === 'icon_button';
  if (wanted.value !== undefined && isButton && !faces.some((face) => face?.value === wanted.value)) return false;
  const label = (face: Fields | undefined) => (face?.text as Fields | undefined)?.text;
  return wanted.text === undefined || faces.some((face) => label(face) === wanted.text);
}

/** The `actions[0]` of a block_actions payload. */
export function buildAction(core: Core, { block, element }: Placed, wanted: ElementChoice, chosen: unknown): Fields {
  const base = {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    action_ts: core.ids.ts(),
    ...(element.confirm ? { confirm: element.confirm } : {}),
    ...(element.placeholder ? { placeholder: element.placeholder } : {}),
  };
  if (element.type === 'feedback_buttons') {
    const faces = [element.positive_button, element.negative_button] as Fields[];
    const isWanted = (face: Fields) =>
      face.value === (wanted.value ?? chosen) || (face.text as Fields | undefined)?.text === wanted.text;
    const face = faces.find(isWanted) ?? faces[0];
    return { ...base, text: face?.text, value: face?.value };
  }
  if (element.type === 'button' || element.type === 'icon_button' || element.type === 'workflow_button') {
    const { text, value, url, icon, style } = element;
    return { ...base, text, ...definedOnly({ value, url, icon, style }) };
  }
  return { ...base, ...chosenValue(element, chosen) };
}

const definedOnly = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** What every interaction says about who did it. */
export function interactionHead(core: Core, type: string, user: string): Fields {
  const person = core.state.users.get(user);
  const name = person?.name ?? user;
  const { id, domain } = core.state.team;
  return {
    type,
    user: { id: user, username: name, name, team_id: person?.team_id ?? id },
    api_app_id: core.app.appId,
    token: 'verification-token',
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where it was done: `container`, and the message or the view. */
export function containerFields(container: Container, filled: Filled): Fields {
  if ('view' in container) {
    const view = { ...container.view, state: { values: stateOf(container.blocks, filled) } };
    return { container: { type: 'view', view_id: view.id }, view };
  }
  const { message, channel, attachment } = container;
  const isEphemeral = message.ephemeral_to !== undefined;
  const place = { message_ts: message.ts, channel_id: channel.id, is_ephemeral: isEphemeral };
  return {
    container: {
      type: attachment === undefined ? 'message' : 'message_attachment',
      ...place,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
      ...(attachment === undefined ? {} : { attachment_id: attachment + 1, is_app_unfurl: false }),
    },
    channel: { id: channel.id, name: channel.name },
    ...(isEphemeral ? {} : { message: publicMessage(message) }),
    state: { values: stateOf(container.blocks, filled) },
  };
}

/** Everything in a message that can hold elements: its blocks, then those of its attachments. */
export function messageContainers(message: Message, channel: Channel): Container[] {
  const own: Container = { message, channel, blocks: message.blocks ?? [] };
  const attached = (message.attachments ?? []).map((part, attachment) => ({
    message,
    channel,
    attachment,
    blocks: part.blocks ?? [],
  }));
  return [own, ...attached];
}

/** Sends a block_actions payload and waits for the app's acknowledgement. */
export function sendBlockAction(
  core: Core,
  use: { user: string; container: Container; action: Fields; filled: Filled },
): Promise<SendOutcome> {
  const { user, container, action, filled } = use;
  const answerTo =
    'view' in container
      ? {}
      : {
          response_url: core.tickets.issueResponseUrl({
            user,
            channel: container.channel.id,
            messageTs: container.message.ts,
            threadTs: container.message.thread_ts,
          }),
        };
  return core.deliveries.sendOnce('interactive', {
    ...interactionHead(core, 'block_actions', user),
    ...containerFields(container, filled),
    trigger_id: core.tickets.issueTrigger(user),
    ...answerTo,
    actions: [action],
  });
}
