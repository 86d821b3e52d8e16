import { control } from './api.js';
import { renderBlocks } from './blocks.js';
import { h, iconButton } from './dom.js';
import { createInteraction, filledIn } from './interaction.js';
import { store } from './store.js';

/** Shows the top of the person's stack of modals, and keeps it up to date. */
export function createModals() {
  let dialog;
  let drawn = '';
  const problems = { errors: {}, line: '' };

  const leave = () => control('closeModal', { user: store.user });
  const view = () => store.modals.at(-1);

  async function submit(event) {
    event.preventDefault();
    const { id } = view();
    const button = dialog.querySelector('button[type="submit"]');
    button?.setAttribute('aria-busy', 'true');
    document.activeElement?.dispatchEvent(new Event('change', { bubbles: true }));
    const result = await control('submit', { user: store.user, view_id: id, values: filledIn(id) });
    button?.removeAttribute('aria-busy');
    problems.errors = result?.errors ?? {};
    const isLost = !result || result.error === 'operation_timeout' || result.error === 'dispatch_failed';
    problems.line = isLost ? 'We had some trouble connecting. Try again?' : '';
    draw({ isForced: true });
  }

  function draw({ isForced = false } = {}) {
    const current = view();
    const version = current ? JSON.stringify(current) : '';
    if (version === drawn && !isForced) return;
    if (version !== drawn) Object.assign(problems, { errors: {}, line: '' });
    drawn = version;
    if (!current) return close();
    const focused = dialog?.contains(document.activeElement) ? indexOfFocus(dialog) : -1;
    if (!dialog) open();
    dialog.replaceChildren(form(current));
    const fields = dialog.querySelectorAll(focusable);
    (fields[focused] ?? dialog.querySelector('.dialog-body .field, .dialog-foot .primary'))?.focus();
  }

  function form(current) {
    const context = createInteraction({ view_id: current.id, in: 'modal' }, { errors: problems.errors });
    const isNested = store.modals.length > 1;
    return h(
      'form',
      { onsubmit: submit, style: { display: 'contents' }, novalidate: true },
      h(
        'div',
        { class: 'dialog-head' },
        isNested ? iconButton('back', 'Back', leave) : null,
        h('h2', {}, current.title?.text ?? ''),
        iconButton('close', 'Close', () => control('closeModal', { user: store.user, all: true })),
      ),
      h(
        'div',
        { class: 'dialog-body' },
        problems.line ? h('p', { class: 'dialog-problem', role: 'alert' }, problems.line) : null,
        renderBlocks(current.blocks, context),
      ),
      h(
        'div',
        { class: 'dialog-foot' },
        h('span', { class: 'from-app' }, store.app.name),
        h('button', { type: 'button', class: 'button', onclick: leave }, current.close?.text ?? 'Close'),
        current.submit ? h('button', { type: 'submit', class: 'button primary' }, current.submit.text) : null,
      ),
    );
  }

  function open() {
    dialog = h('dialog', { 'aria-label': 'Dialog of the app' });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      void leave();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  function close() {
    dialog?.remove();
    dialog = undefined;
  }

  return { draw };
}

const focusable = 'input, select, textarea, button';
const indexOfFocus = (dialog) => [...dialog.querySelectorAll(focusable)].indexOf(document.activeElement);
