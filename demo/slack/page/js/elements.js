import { confirmed } from './confirm.js';
import { h, icon, onLeave } from './dom.js';
import { displayName, store } from './store.js';
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

const option = (one, chosen) => h('option', { value: one.value, selected: one.value === chosen }, one.text.text);

/** What a select offers: its own options, or the people or channels of the workspace. */
function offered(element) {
  const plain = (value, text) => ({ value, text: { type: 'plain_text', text } });
  if (element.type.includes('users')) return store.users.map((user) => plain(user.id, displayName(user.id)));
  if (element.type.includes('channels') || element.type.includes('conversations')) {
    return store.channels
      .filter((channel) => channel.kind === 'channel')
      .map((channel) => plain(channel.id, `#${channel.name}`));
  }
  return element.options ?? [];
}

function select(element, { use, given }) {
  const initial =
    element.initial_option?.value ?? element.initial_user ?? element.initial_channel ?? element.initial_conversation;
  const chosen = given ?? initial ?? '';
  const groups = element.option_groups?.map((group) =>
    h(
      'optgroup',
      { label: group.label.text },
      group.options.map((one) => option(one, chosen)),
    ),
  );
  const placeholder = h('option', { value: '', selected: chosen === '' }, element.placeholder?.text ?? 'Choose…');
  const onchange = (event) => use({ selected: event.target.value || null });
  const properties = { class: 'field control', 'aria-label': element.placeholder?.text ?? 'Choose', onchange };
  return h('select', properties, placeholder, groups ?? offered(element).map((one) => option(one, chosen)));
}

function multiSelect(element, { use, given }) {
  const initial = (element.initial_options ?? []).map((one) => one.value);
  const chosen = new Set(given ?? element.initial_users ?? element.initial_channels ?? initial);
  const all = [...offered(element), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  const label = () => {
    const names = all.filter((one) => chosen.has(one.value)).map((one) => one.text.text);
    return names.join(', ') || element.placeholder?.text || 'Choose…';
  };
  const line = h('summary', { class: 'field' }, label());
  const toggle = (one) => (event) => {
    if (event.target.checked) chosen.add(one.value);
    else chosen.delete(one.value);
    line.textContent = label();
    use({ selected: [...chosen] });
  };
  const choice = (one) =>
    h(
      'label',
      { class: 'choice' },
      h('input', { type: 'checkbox', checked: chosen.has(one.value), onchange: toggle(one) }),
      one.text.text,
    );
  return h('details', { class: 'multi control' }, line, h('div', { class: 'popup' }, all.map(choice)));
}

function externalSelect(element, { use, given, suggest }) {
  const box = h('span', { class: 'overflow' });
  const isMany = element.type.startsWith('multi');
  const start = element.initial_option?.text.text ?? (given ? String(given.text?.text ?? given) : '');
  const show = async (event) => {
    box.querySelector('.popup')?.remove();
    if (event.target.value.length < (element.min_query_length ?? 3)) return;
    const { options = [] } = (await suggest(event.target.value)) ?? {};
    const pick = (one) => () => {
      field.value = one.text.text;
      box.querySelector('.popup')?.remove();
      use({ selected: isMany ? [one] : one });
    };
    const items = options.map((one) => h('button', { type: 'button', onclick: pick(one) }, textNodes(one.text)));
    box.append(h('div', { class: 'popup' }, items.length > 0 ? items : h('small', {}, 'Nothing found')));
  };
  const placeholder = element.placeholder?.text ?? 'Type to search';
  const field = h('input', {
    class: 'field control',
    placeholder,
    'aria-label': placeholder,
    value: start,
    oninput: show,
  });
  box.append(field);
  return box;
}

/** Radio buttons and checkboxes. */
function choices(element, { use, given }) {
  const isMany = element.type === 'checkboxes';
  const initial = isMany ? (element.initial_options ?? []).map((one) => one.value) : element.initial_option?.value;
  const start = given ?? initial;
  const chosen = new Set([start ?? []].flat());
  const name = `choice-${Math.random()}`;
  const pick = (one) => (event) => {
    if (!isMany) chosen.clear();
    if (event.target.checked) chosen.add(one.value);
    else chosen.delete(one.value);
    use({ selected: isMany ? [...chosen] : one.value });
  };
  const type = isMany ? 'checkbox' : 'radio';
  const one = (item) =>
    h(
      'label',
      { class: 'choice' },
      h('input', { type, name, checked: chosen.has(item.value), onchange: pick(item) }),
      h('span', {}, textNodes(item.text), item.description ? h('small', {}, textNodes(item.description)) : null),
    );
  return h('fieldset', { class: 'choices' }, element.options.map(one));
}

/** A field that people type into. It reports on Enter, and remembers every key. */
function typed(kind) {
  return (element, { use, given }) => {
    const properties = {
      class: 'field',
      type: kind,
      placeholder: element.placeholder?.text,
      maxlength: element.max_length ?? (kind === 'text' ? 3000 : undefined),
      min: element.min_value,
      max: element.max_value,
      step: element.is_decimal_allowed ? 'any' : undefined,
      value: given ?? element.initial_value ?? '',
    };
    const field = h(element.multiline ? 'textarea' : 'input', properties);
    field.addEventListener('change', () => use({ selected: field.value }));
    return field;
  };
}

function dated(kind, key) {
  return (element, { use, given }) => {
    const isMoment = kind === 'datetime-local';
    const start = given ?? element[key] ?? '';
    const shown = isMoment && start ? new Date(start * 1000).toISOString().slice(0, 16) : start;
    const read = (value) => (isMoment && value ? Math.floor(new Date(`${value}Z`).getTime() / 1000) : value || null);
    const onchange = (event) => use({ selected: read(event.target.value) });
    const label = element.placeholder?.text ?? (isMoment ? 'Date and time (UTC)' : kind);
    return h('input', { class: 'field control', type: kind, value: shown, 'aria-label': label, onchange });
  };
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
