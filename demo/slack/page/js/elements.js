import { confirmed } from './confirm.js';
import { h, icon, onLeave } from './dom.js';
import { choices, dated, typed } from './fields.js';
import { externalSelect, multiSelect, select } from './selects.js';
import { textNodes } from './text.js';

/**
 * Renders an interactive element. `context` belongs to what it stands in:
 * `chosen(block, element)` what was chosen before, `choose(block, element, value)` remembers a choice,
 * `act(block, element, {value?, selected?})` tells the app and resolves when it has acknowledged.
 * `isSilent` elements (inputs of a modal) only remember.
 */
export function renderElement(element, block, context, { isSilent = false } = {}) {
  const maker = makers[element.type];
  if (!maker) return h('div', { class: 'unknown-block' }, `Element “${element.type}” can’t be shown here`);
  const use = async (choice) => {
    if ('selected' in choice) context.choose(block, element, choice.selected);
    if (isSilent || !(await confirmed(element.confirm))) return;
    await context.act(block, element, choice);
  };
  const given = context.chosen(block, element);
  return maker(element, { use, given, suggest: (query) => context.suggest(block, element, query) });
}

/** Marks a button as busy while the app has not acknowledged; it can still be pressed, as in Slack. */
const pressing = (work) => async (event) => {
  const button = event.currentTarget;
  button.setAttribute('aria-busy', 'true');
  await work();
  button.removeAttribute('aria-busy');
};

function button(element, { use }) {
  const className = `button control ${element.style ?? ''}`;
  const label = element.accessibility_label;
  const press = () => use({ value: element.value });
  if (element.url && /^https?:/.test(element.url)) {
    const link = { href: element.url, target: '_blank', rel: 'noopener noreferrer' };
    return h('a', { class: className, 'aria-label': label, onclick: press, ...link }, textNodes(element.text));
  }
  return h(
    'button',
    { type: 'button', class: className, 'aria-label': label, onclick: pressing(press) },
    textNodes(element.text),
  );
}

function feedbackButtons(element, { use }) {
  const one = (face, sign) => {
    const press = async (event) => {
      for (const other of event.currentTarget.parentElement.children) other.setAttribute('aria-pressed', 'false');
      event.currentTarget.setAttribute('aria-pressed', 'true');
      await use({ value: face.value });
    };
    const label = face.accessibility_label ?? face.text.text;
    const properties = {
      type: 'button',
      class: 'thumb-button',
      'aria-pressed': 'false',
      'aria-label': label,
      onclick: press,
    };
    return h('button', properties, icon(sign), textNodes(face.text));
  };
  return h(
    'span',
    { class: 'block-context-actions' },
    one(element.positive_button, 'up'),
    one(element.negative_button, 'down'),
  );
}

function iconButton(element, { use }) {
  const label = element.accessibility_label ?? element.text.text;
  const press = pressing(() => use({ value: element.value }));
  return h(
    'button',
    { type: 'button', class: 'thumb-button', title: label, 'aria-label': label, onclick: press },
    icon(element.icon),
  );
}

function overflow(element, { use }) {
  const box = h('span', { class: 'overflow' });
  let stop = () => {};
  const close = () => {
    stop();
    box.querySelector('.popup')?.remove();
    opener.setAttribute('aria-expanded', 'false');
  };
  const choose = (option) => async () => {
    close();
    await use({ selected: option.value });
  };
  const open = () => {
    if (box.querySelector('.popup')) return close();
    const items = element.options.map((option) =>
      h('button', { type: 'button', role: 'menuitem', onclick: choose(option) }, textNodes(option.text)),
    );
    box.append(h('div', { class: 'popup', role: 'menu' }, items));
    opener.setAttribute('aria-expanded', 'true');
    stop = onLeave(box, close);
    return items[0]?.focus();
  };
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'button control',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: open,
    },
    '⋯',
  );
  box.append(opener);
  return box;
}

const makers = {
  button,
  workflow_button: button,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: externalSelect,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
  multi_external_select: externalSelect,
  radio_buttons: choices,
  checkboxes: choices,
  plain_text_input: typed('text'),
  email_text_input: typed('email'),
  url_text_input: typed('url'),
  number_input: typed('number'),
  datepicker: dated('date', 'initial_date'),
  timepicker: dated('time', 'initial_time'),
  datetimepicker: dated('datetime-local', 'initial_date_time'),
};
