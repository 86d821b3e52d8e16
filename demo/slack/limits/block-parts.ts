import type { Fields } from '../entities.ts';
import { checkElement, checkImage } from './elements.ts';
import { checkList, checkText, isFields, type Place } from './problem.ts';

const selects = ['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const pickers = ['datepicker', 'timepicker', 'checkboxes', 'radio_buttons', ...selects];
/** Elements that a block of actions may hold. */
export const inActions = ['button', 'workflow_button', 'overflow', 'datetimepicker', 'rich_text_input', ...pickers];
const asAccessory = ['button', 'workflow_button', 'overflow', 'image', ...pickers];
const inInput = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
  'datetimepicker',
  ...pickers,
];
export function checkSection(block: Fields, place: Place): void {
  if (block.text === undefined && block.fields === undefined) place.report('must have text or fields');
  checkText(block.text, place.at('text'), { max: 3000 });
  checkList(block.fields, place.at('fields'), { max: 10, min: 1 }).forEach((field, index) => {
    checkText(field, place.at('fields').at(index), { max: 2000, required: true });
  });
  if (block.accessory !== undefined) checkElement(block.accessory, place.at('accessory'), asAccessory);
}

export function checkContext(block: Fields, place: Place): void {
  checkList(block.elements, place.at('elements'), { max: 10, min: 1, required: true }).forEach((element, index) => {
    const at = place.at('elements').at(index);
    if (isFields(element) && element.type === 'image') checkImage(element, at);
    else checkText(element, at, { max: 2000, required: true });
  });
}

export function checkElements(block: Fields, place: Place, rule: { max: number; allowed: readonly string[] }): void {
  const elements = checkList(block.elements, place.at('elements'), { max: rule.max, min: 1, required: true });
  const seen = new Set<unknown>();
  elements.forEach((element, index) => {
    const at = place.at('elements').at(index);
    checkElement(element, at, rule.allowed);
    const actionId = isFields(element) ? element.action_id : undefined;
    if (actionId !== undefined && seen.has(actionId)) at.at('action_id').report('must be unique within its block');
    seen.add(actionId);
  });
}

export function checkInput(block: Fields, place: Place): void {
  checkText(block.label, place.at('label'), { max: 2000, required: true, plainOnly: true });
  checkText(block.hint, place.at('hint'), { max: 2000, plainOnly: true });
  if (block.element === undefined) place.at('element').report('missing required field');
  else checkElement(block.element, place.at('element'), inInput);
}

const richTextParts = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];

export function checkRichText(block: Fields, place: Place): void {
  checkList(block.elements, place.at('elements'), { max: 1000, required: true }).forEach((part, index) => {
    const at = place.at('elements').at(index);
    if (!isFields(part)) {
      at.report('must be an object');
      return;
    }
    checkChoice(part.type, at.at('type'), richTextParts);
    checkList(part.elements, at.at('elements'), { max: 1000, required: true });
  });
}

export function checkChoice(value: unknown, place: Place, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(String(value))) place.report(`must be one of: ${choices.join(', ')}`);
}
