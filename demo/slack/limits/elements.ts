import type { Fields } from '../entities.ts';
import { checkList, checkString, checkText, checkUrl, isFields, type Place } from './problem.ts';

type ElementCheck = (element: Fields, place: Place) => void;

/** https://docs.slack.dev/reference/block-kit/block-elements and its pages. */
const elementChecks: Record<string, ElementCheck> = {
  button(element, place) {
    checkText(element.text, place.at('text'), { max: 75, required: true, plainOnly: true });
    checkString(element.value, place.at('value'), { max: 2000 });
    checkString(element.accessibility_label, place.at('accessibility_label'), { max: 75 });
    if (element.url !== undefined) checkUrl(element.url, place.at('url'));
    checkStyle(element, place);
  },
  workflow_button(element, place) {
    checkText(element.text, place.at('text'), { max: 75, required: true, plainOnly: true });
  },
  icon_button(element, place) {
    checkText(element.text, place.at('text'), { max: 75, required: true, plainOnly: true });
    checkString(element.icon, place.at('icon'), { max: 75, required: true });
    checkString(element.value, place.at('value'), { max: 2000 });
  },
  feedback_buttons(element, place) {
    for (const key of ['positive_button', 'negative_button']) {
      const button = element[key];
      if (!isFields(button)) {
        place.at(key).report('missing required field');
        continue;
      }
      checkText(button.text, place.at(key).at('text'), { max: 75, required: true, plainOnly: true });
      checkString(button.value, place.at(key).at('value'), { max: 2000, required: true });
    }
  },
  overflow: (element, place) => checkOptions(element.options, place.at('options'), { max: 5, min: 1, required: true }),
  checkboxes: (element, place) =>
    checkOptions(element.options, place.at('options'), { max: 10, min: 1, required: true }),
  radio_buttons: (element, place) =>
    checkOptions(element.options, place.at('options'), { max: 10, min: 1, required: true }),
  static_select: checkStaticSelect,
  multi_static_select: checkStaticSelect,
  external_select: checkPlaceholder,
  multi_external_select: checkPlaceholder,
  users_select: checkPlaceholder,
  multi_users_select: checkPlaceholder,
  conversations_select: checkPlaceholder,
  multi_conversations_select: checkPlaceholder,
  channels_select: checkPlaceholder,
  multi_channels_select: checkPlaceholder,
  datepicker(element, place) {
    checkPlaceholder(element, place);
    checkPattern(element.initial_date, place.at('initial_date'), /^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD');
  },
  timepicker(element, place) {
    checkPlaceholder(element, place);
    checkPattern(element.initial_time, place.at('initial_time'), /^\d{2}:\d{2}$/, 'HH:mm');
  },
  datetimepicker: () => {},
  plain_text_input(element, place) {
    checkPlaceholder(element, place);
    checkString(element.initial_value, place.at('initial_value'), { max: 3000 });
    if (Number(element.max_length ?? 0) > 3000) place.at('max_length').report('must be less than 3001');
  },
  email_text_input: checkPlaceholder,
  url_text_input: checkPlaceholder,
  number_input(element, place) {
    checkPlaceholder(element, place);
    if (typeof element.is_decimal_allowed !== 'boolean') {
      place.at('is_decimal_allowed').report('missing required field');
    }
  },
  rich_text_input: checkPlaceholder,
  file_input(element, place) {
    const files = Number(element.max_files ?? 10);
    if (files < 1 || files > 10) place.at('max_files').report('must be between 1 and 10');
  },
  image: checkImage,
};

/** Checks one interactive element or image; `allowed` lists the types that its block takes. */
export function checkElement(value: unknown, place: Place, allowed: readonly string[]): void {
  if (!isFields(value)) {
    place.report('must be an object');
    return;
  }
  const check = elementChecks[String(value.type)];
  if (!check || !allowed.includes(String(value.type))) {
    place.at('type').report(`unsupported element type: ${String(value.type)}`);
    return;
  }
  checkString(value.action_id, place.at('action_id'), { max: 255, min: 1 });
  if (value.confirm !== undefined) checkConfirm(value.confirm, place.at('confirm'));
  check(value, place);
}

/** An image by `image_url` or by `slack_file`. */
export function checkImage(image: Fields, place: Place): void {
  checkString(image.alt_text, place.at('alt_text'), { max: 2000, required: true });
  const file = image.slack_file;
  if (image.image_url !== undefined) checkUrl(image.image_url, place.at('image_url'));
  else if (!isFields(file)) place.report('must have image_url or slack_file');
  else if (typeof file.id === 'string') checkPattern(file.id, place.at('slack_file').at('id'), /^F[A-Z0-9]{8,}$/, 'F…');
  else checkUrl(file.url, place.at('slack_file').at('url'));
}

function checkStaticSelect(element: Fields, place: Place): void {
  checkPlaceholder(element, place);
  const isGrouped = element.option_groups !== undefined;
  if (!isGrouped) {
    checkOptions(element.options, place.at('options'), { max: 100, min: 1, required: true });
    return;
  }
  const groups = checkList(element.option_groups, place.at('option_groups'), { max: 100, min: 1 });
  groups.forEach((group, index) => {
    const at = place.at('option_groups').at(index);
    if (!isFields(group)) {
      at.report('must be an object');
      return;
    }
    checkText(group.label, at.at('label'), { max: 75, required: true, plainOnly: true });
    checkOptions(group.options, at.at('options'), { max: 100, min: 1, required: true });
  });
}

function checkOptions(value: unknown, place: Place, rule: { max: number; min: number; required: boolean }): void {
  checkList(value, place, rule).forEach((option, index) => {
    const at = place.at(index);
    if (!isFields(option)) {
      at.report('must be an object');
      return;
    }
    checkText(option.text, at.at('text'), { max: 75, required: true });
    checkString(option.value, at.at('value'), { max: 150, required: option.url === undefined });
    checkText(option.description, at.at('description'), { max: 75 });
  });
}

function checkPlaceholder(element: Fields, place: Place): void {
  checkText(element.placeholder, place.at('placeholder'), { max: 150, plainOnly: true });
}

function checkConfirm(value: unknown, place: Place): void {
  if (!isFields(value)) {
    place.report('must be an object');
    return;
  }
  checkText(value.title, place.at('title'), { max: 100, plainOnly: true });
  checkText(value.text, place.at('text'), { max: 300, required: true });
  checkText(value.confirm, place.at('confirm'), { max: 30, plainOnly: true });
  checkText(value.deny, place.at('deny'), { max: 30, plainOnly: true });
  checkStyle(value, place);
}

function checkStyle(value: Fields, place: Place): void {
  if (value.style !== undefined && value.style !== 'primary' && value.style !== 'danger') {
    place.at('style').report('must be one of: primary, danger');
  }
}

function checkPattern(value: unknown, place: Place, pattern: RegExp, form: string): void {
  if (value !== undefined && value !== null && !pattern.test(String(value))) place.report(`must have the form ${form}`);
}
