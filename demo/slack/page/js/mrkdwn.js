import { h } from './dom.js';
import { emojiFor } from './emoji.js';
import { displayName, findChannel, store } from './store.js';
import { formatDate } from './time.js';

const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Slack's mrkdwn as DOM nodes. Text only ever becomes text nodes. */
export function mrkdwn(source) {
  const nodes = [];
  String(source)
    .split(/```/)
    .forEach((piece, index, all) => {
      const isCode = index % 2 === 1 && index < all.length - 1;
      if (isCode) nodes.push(h('pre', {}, h('code', {}, ...plain(piece.replace(/^\n|\n$/g, '')))));
      else nodes.push(...lines(index % 2 === 1 ? `\`\`\`${piece}` : trimBesideCode(piece, index, all.length)));
    });
  return nodes;
}

/** A line break next to a code block would show as an empty line. */
function trimBesideCode(piece, index, count) {
  const start = index > 0 ? piece.replace(/^\n/, '') : piece;
  return index < count - 1 ? start.replace(/\n$/, '') : start;
}

function lines(text) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length > 0) nodes.push(h('blockquote', {}, inline(quoted.join('\n'))));
    quoted = [];
  };
  text.split('\n').forEach((line, index, all) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      quoted.push(quote[1]);
      return;
    }
    flush();
    nodes.push(...inline(line));
    if (index < all.length - 1 && !/^(?:&gt;|>)/.test(all[index + 1])) nodes.push('\n');
  });
  flush();
  return nodes;
}

/** Code shows links as what they say. */
const plain = (text) => [
  unescaped(text.replace(/<([^|>]+)(?:\|([^>]*))?>/g, (_whole, target, label) => label ?? target)),
];

/** Text between two signs that touch it on the inside, and no letter or digit on the outside. */
const mark = (sign, edge) =>
  `(?<![\\p{L}\\p{N}${sign}])${edge}(?=\\S)([^${sign}\\n]*[^\\s${sign}])${edge}(?![\\p{L}\\p{N}${sign}])`;
const pattern = new RegExp(
  [
    '`([^`\\n]+)`',
    '<([^<>\\n]+)>',
    mark('*', '\\*'),
    mark('_', '_'),
    mark('~', '~'),
    ':([a-z0-9_+-]+(?:::[a-z0-9_-]+)?):',
  ].join('|'),
  'gu',
);

/** One run of text: code, links, bold, italic, struck, emoji. */
function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, code, link, bold, italic, struck, emoji] = match;
    const node = nodeFor({ code, link, bold, italic, struck, emoji });
    if (node === undefined) continue;
    if (match.index > end) nodes.push(unescaped(text.slice(end, match.index)));
    nodes.push(node);
    end = match.index + whole.length;
  }
  if (end < text.length) nodes.push(unescaped(text.slice(end)));
  return nodes;
}

function nodeFor({ code, link, bold, italic, struck, emoji }) {
  if (code !== undefined) return h('code', {}, ...plain(code));
  if (link !== undefined) return linkNode(link);
  if (bold !== undefined) return h('strong', {}, inline(bold));
  if (italic !== undefined) return h('em', {}, inline(italic));
  if (struck !== undefined) return h('s', {}, inline(struck));
  const character = emojiFor(emoji);
  return character === undefined ? undefined : h('span', { title: `:${emoji}:` }, character);
}

function linkNode(link) {
  const [target, label] = splitOnce(link, '|');
  if (target.startsWith('@')) return userMention(target.slice(1));
  if (target.startsWith('#')) return channelMention(target.slice(1), label);
  if (target.startsWith('!date^')) return dateNode(target, label);
  if (target.startsWith('!subteam^')) return groupMention(target.slice(9), label);
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${target.slice(1)}`);
  return urlLink(unescaped(target), label === undefined ? unescaped(target) : unescaped(label));
}

const splitOnce = (text, sign) => {
  const at = text.indexOf(sign);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

export function userMention(id) {
  return h('span', { class: id === store.user ? 'mention me' : 'mention' }, `@${displayName(id)}`);
}

export function channelMention(id, label) {
  return h('a', { class: 'mention', href: `#/${id}` }, `#${findChannel(id)?.name ?? label ?? id}`);
}

export function groupMention(id, label) {
  const group = store.userGroups.find((one) => one.id === id);
  const isMine = group?.users.includes(store.user);
  return h('span', { class: isMine ? 'mention me' : 'mention' }, group ? `@${group.handle}` : (label ?? '@group'));
}

function dateNode(target, fallback) {
  const [, seconds, format = '{date} {time}'] = target.split('^');
  return h('time', { title: fallback ?? '' }, seconds ? formatDate(seconds, format) : (fallback ?? ''));
}

/** A link that can only lead to the web or to a mail program. Links into this workspace stay on the page. */
export function urlLink(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return h('span', {}, label);
  const inside = url.startsWith(`${location.origin}/archives/`);
  const href = inside ? `#${permalinkRoute(new URL(url))}` : url;
  return h('a', inside ? { href } : { href, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/** `/archives/C1/p1700000000000100?thread_ts=…` as a route of this page. */
export function permalinkRoute(url) {
  const [, , channel, message = ''] = url.pathname.split('/');
  const ts = message.replace(/^p(\d+)(\d{6})$/, '$1.$2');
  const thread = url.searchParams.get('thread_ts');
  return `/${channel}/${thread ?? ts}${thread ? `/${ts}` : ''}`;
}
