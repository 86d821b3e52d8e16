/**
 * Makes an element. Text goes in as text nodes, never as markup. Properties that start with `on` are listeners,
 * `class` and the rest are attributes; `false`, `null` and `undefined` are left out.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, part] of Object.entries(value)) element.style.setProperty(key, part);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children
      .flat(Number.POSITIVE_INFINITY)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const paths = {
  close: 'M5 5l10 10M15 5L5 15',
  menu: 'M3 6h14M3 10h14M3 14h14',
  back: 'M12 4l-6 6 6 6',
  send: 'M3 10l14-6-5 13-3-5z',
  reply: 'M4 5h12v8H9l-4 3v-3H4z',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12a2 2 0 100-4 2 2 0 000 4z',
  pin: 'M7 3h6l-1 6 3 3H5l3-3zM10 12v5',
  up: 'M6 9l3-6c2 0 2 1 2 2v3h5l-1 8H6zM3 9h3v7H3z',
  down: 'M6 11l3 6c2 0 2-1 2-2v-3h5l-1-8H6zM3 4h3v7H3z',
  sun: 'M10 6a4 4 0 100 8 4 4 0 000-8zM10 1v2M10 17v2M1 10h2M17 10h2M4 4l1 1M15 15l1 1M4 16l1-1M15 5l1-1',
  moon: 'M16 12A7 7 0 118 4a6 6 0 008 8z',
  warning: 'M10 3l8 14H2zM10 8v4M10 14.6v.1',
  info: 'M10 2a8 8 0 100 16 8 8 0 000-16zM10 9v5M10 6v.1',
  done: 'M10 2a8 8 0 100 16 8 8 0 000-16zM6.5 10.2l2.4 2.4 4.6-5',
  error: 'M10 2a8 8 0 100 16 8 8 0 000-16zM7 7l6 6M13 7l-6 6',
  wait: 'M10 2a8 8 0 108 8',
  open: 'M10 2a8 8 0 100 16 8 8 0 000-16z',
  more: 'M5 10v.1M10 10v.1M15 10v.1',
  play: 'M6 4l10 6-10 6z',
  stop: 'M5 5h10v10H5z',
  trash: 'M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11',
  file: 'M5 2h7l4 4v12H5zM12 2v4h4',
};

/** A line drawing by name; decoration only, so hidden from screen readers. */
export function icon(name, className = '') {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', className);
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', paths[name] ?? paths.open);
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', name === 'more' ? '3' : '1.7');
  path.setAttribute('stroke-linecap', 'round');
  path.setAttribute('stroke-linejoin', 'round');
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, more = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...more },
    icon(name),
  );
}

const avatarColours = ['#2f6f8f', '#8a4b67', '#4f6b3a', '#9a5b2c', '#5a53a0', '#2c7a6b', '#a0453f', '#6b5b3e'];

/** A square with initials, its colour taken from the id. */
export function avatar(id, name) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  const background = avatarColours[sum % avatarColours.length];
  const initials = name
    .split(/[\s._-]+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  return h('span', { class: 'avatar', 'aria-hidden': 'true', style: { background } }, initials);
}

/** Closes `close()` on Escape or on a click outside of `element`. Returns a function that stops listening. */
export function onLeave(element, close) {
  const onKey = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  const onClick = (event) => !element.contains(event.target) && close();
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('pointerdown', onClick, true);
  return () => {
    document.removeEventListener('keydown', onKey, true);
    document.removeEventListener('pointerdown', onClick, true);
  };
}
