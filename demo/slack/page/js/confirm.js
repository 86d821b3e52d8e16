import { h } from './dom.js';
import { textNodes } from './text.js';

/** Asks before an action, as the element's `confirm` says. Resolves to whether the person agreed. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (answer) => {
      dialog.close();
      resolve(answer);
    };
    const title = confirm.title?.text ?? 'Are you sure?';
    const dialog = h(
      'dialog',
      { class: 'confirm', 'aria-label': title },
      h('div', { class: 'dialog-head' }, h('h2', {}, title)),
      h('div', { class: 'dialog-body text' }, textNodes(confirm.text)),
      h(
        'div',
        { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'button', onclick: () => finish(false) }, confirm.deny?.text ?? 'Cancel'),
        h(
          'button',
          {
            type: 'button',
            class: `button ${confirm.style === 'danger' ? 'danger' : 'primary'}`,
            onclick: () => finish(true),
          },
          confirm.confirm?.text ?? 'Yes',
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('.dialog-foot .button').focus();
  });
}
