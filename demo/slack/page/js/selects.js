import { h } from './dom.js';
import { displayName, store } from './store.js';
import { textNodes } from './text.js';

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

export function select(element, { use, given }) {
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

export function multiSelect(element, { use, given }) {
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

export function externalSelect(element, { use, given, suggest }) {
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
