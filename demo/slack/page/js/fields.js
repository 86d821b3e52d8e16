import { h } from './dom.js';
import { textNodes } from './text.js';

/** Radio buttons and checkboxes. */
export function choices(element, { use, given }) {
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
export function typed(kind) {
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

export function dated(kind, key) {
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
