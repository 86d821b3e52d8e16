import type { Block, Fields, StateValues } from './entities.ts';
import { isFields } from './limits/problem.ts';

export interface Placed {
  block: Block;
  element: Fields;
}

/** Every interactive element of some blocks, in reading order, with the block that it stands in. */
export function findElements(blocks: Block[] | undefined): Placed[] {
  return (blocks ?? []).flatMap((block) => {
    const inner = [block.accessory, block.element, ...listOf(block.elements), ...listOf(block.actions)];
    const own = inner.filter(isFields).filter((element) => typeof element.action_id === 'string');
    const cards = block.type === 'carousel' ? (listOf(block.elements) as Block[]) : [];
    const children = listOf(block.child_blocks) as Block[];
    return [...own.map((element) => ({ block, element })), ...findElements([...cards, ...children])];
  });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The fields in which Slack reports the value of each kind of element. */
const valueKeys: Record<string, { key: string; initial: string; many?: boolean }> = {
  plain_text_input: { key: 'value', initial: 'initial_value' },
  email_text_input: { key: 'value', initial: 'initial_value' },
  url_text_input: { key: 'value', initial: 'initial_value' },
  number_input: { key: 'value', initial: 'initial_value' },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value' },
  static_select: { key: 'selected_option', initial: 'initial_option' },
  external_select: { key: 'selected_option', initial: 'initial_option' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option' },
  overflow: { key: 'selected_option', initial: '' },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', many: true },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true },
  users_select: { key: 'selected_user', initial: 'initial_user' },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
};

/** Whether an element holds a value (a button does not). */
const isInput = (element: Fields): boolean => String(element.type) in valueKeys && element.type !== 'overflow';

/**
 * What a person chose, as Slack reports it. `chosen` is a plain value: a text, an option's `value`, a user id, a date
 * as `YYYY-MM-DD`, or a list of such; `undefined` means untouched, which gives the element's initial value.
 */
export function chosenValue(element: Fields, chosen: unknown): Fields {
  const type = String(element.type);
  const rule = valueKeys[type];
  if (!rule) return { type };
  if (chosen === undefined) return { type, [rule.key]: element[rule.initial] ?? (rule.many ? [] : null) };
  if (isFields(chosen) && 'type' in chosen && rule.key in chosen) return chosen;
  const isOption = rule.key.startsWith('selected_option');
  const pick = (value: unknown) => (isOption ? findOption(element, value) : value);
  if (rule.many) return { type, [rule.key]: [chosen].flat().map(pick) };
  if (type === 'number_input' && chosen !== null) return { type, value: String(chosen) };
  return { type, [rule.key]: chosen === null || chosen === '' ? null : pick(chosen) };
}

function findOption(element: Fields, value: unknown): unknown {
  if (isFields(value)) return value;
  const groups = listOf(element.option_groups).flatMap((group) => listOf(isFields(group) ? group.options : []));
  const options = [...listOf(element.options), ...groups].filter(isFields);
  return (
    options.find((option) => option.value === value) ?? { text: { type: 'plain_text', text: String(value) }, value }
  );
}

/** What a person filled in: by block id and action id as Slack does, or flat by either of them. */
export type Filled = Record<string, unknown>;

/** The `state.values` of a view or message. */
export function stateOf(blocks: Block[], filled: Filled): StateValues {
  const values: StateValues = {};
  for (const { block, element } of findElements(blocks)) {
    if (!isInput(element)) continue;
    const blockId = String(block.block_id);
    const actionId = String(element.action_id);
    values[blockId] = { ...values[blockId], [actionId]: chosenValue(element, chosenFor(filled, blockId, actionId)) };
  }
  return values;
}

function chosenFor(filled: Filled, blockId: string, actionId: string): unknown {
  const ofBlock = filled[blockId];
  if (isFields(ofBlock) && actionId in ofBlock) return ofBlock[actionId];
  if (actionId in filled) return filled[actionId];
  return isFields(ofBlock) && !('value' in ofBlock) ? undefined : ofBlock;
}

/** The block ids of required inputs that hold nothing. */
export function missingInputs(blocks: Block[], values: StateValues): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || block.optional === true || !isFields(block.element)) continue;
    const value = values[String(block.block_id)]?.[String(block.element.action_id)] ?? {};
    const { type: _type, ...held } = value;
    const isEmpty = Object.values(held).every(
      (one) => one === null || one === '' || (Array.isArray(one) && !one.length),
    );
    if (isEmpty) missing[String(block.block_id)] = 'Please complete this required field.';
  }
  return missing;
}
