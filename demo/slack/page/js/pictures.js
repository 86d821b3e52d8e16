import { h, icon, iconButton } from './dom.js';
import { store } from './store.js';

/** The largest box a picture takes in a message. Its room is kept before it has loaded. */
const maxWidth = 560;
const maxHeight = 340;

/** Where a picture's bytes are: an uploaded file by id, or a web address. */
export function pictureSource(image) {
  const id = image.slack_file?.id;
  if (id)
    return {
      url: `/page/files/${encodeURIComponent(id)}`,
      width: store.files[id]?.original_w,
      height: store.files[id]?.original_h,
    };
  const url = image.image_url ?? image.slack_file?.url ?? '';
  return { url: /^https?:/.test(url) ? url : '', width: image.image_width, height: image.image_height };
}

/** A picture with its title, in a box of known size; a click shows it large. */
export function picture({ url, width, height }, alt, title) {
  const scale = width && height ? Math.min(1, maxWidth / width, maxHeight / height) : 1;
  const box = width && height ? [width * scale, height * scale] : [maxWidth * 0.75, 220];
  const image = h('img', { src: url, alt, loading: 'lazy' });
  image.addEventListener('error', () =>
    image.replaceWith(h('span', { class: 'failed' }, alt || 'This picture can’t be shown')),
  );
  return h(
    'figure',
    { class: 'picture' },
    title ? h('figcaption', { class: 'picture-title' }, title) : null,
    h(
      'button',
      {
        type: 'button',
        'aria-label': `Show larger: ${alt || title || 'picture'}`,
        style: { width: `${Math.round(box[0])}px`, 'aspect-ratio': `${box[0]} / ${box[1]}` },
        onclick: () => showLarge(url, alt),
      },
      image,
    ),
  );
}

function showLarge(url, alt) {
  const close = () => dialog.close();
  const dialog = h(
    'dialog',
    { class: 'lightbox', 'aria-label': alt || 'Picture', onclick: (event) => event.target === dialog && close() },
    iconButton('close', 'Close', close),
    h('figure', {}, h('img', { src: url, alt }), alt ? h('figcaption', {}, alt) : null),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A file that came with a message: its picture, or a chip with its name and size. */
export function filePreview(file) {
  const isPicture = file.mimetype?.startsWith('image/');
  const source = { url: `/page/files/${file.id}`, width: file.original_w, height: file.original_h };
  if (isPicture) return h('div', { class: 'file-preview' }, picture(source, file.alt_txt || file.title, file.title));
  const size = file.size > 1024 ? `${Math.round(file.size / 1024)} KB` : `${file.size} bytes`;
  return h(
    'div',
    { class: 'file-preview' },
    h(
      'a',
      { class: 'file-chip', href: `/page/files/${file.id}`, download: file.name },
      icon('file'),
      h('span', {}, file.title || file.name, h('small', {}, `${file.pretty_type || 'File'} · ${size}`)),
    ),
  );
}
