import { h, icon } from './dom.js';

/** Shows a line for a while; errors stay longer. */
export function toast(text, level = 'error') {
  const box = document.getElementById('toasts');
  const close = () => item.remove();
  const item = h(
    'div',
    { class: `toast tone-${level}` },
    icon(level === 'error' ? 'error' : 'info'),
    h('span', {}, text),
    h('button', { type: 'button', 'aria-label': 'Dismiss', onclick: close }, '×'),
  );
  box.append(item);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(close, level === 'error' ? 9000 : 5000);
}
