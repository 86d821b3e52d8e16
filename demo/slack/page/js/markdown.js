import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { mrkdwn, urlLink } from './mrkdwn.js';

/** A `markdown` block: headings, lists, quotes, code, tables, rules and paragraphs of standard Markdown. */
export function markdown(source, { isStreaming = false } = {}) {
  const rows = source.split('\n');
  const nodes = [];
  while (rows.length > 0) nodes.push(takeBlock(rows));
  return h('div', { class: isStreaming ? 'markdown caret' : 'markdown' }, nodes);
}

function takeBlock(rows) {
  const [row] = rows;
  if (row.trim() === '') return rows.shift() && null;
  if (row.startsWith('```')) return takeCode(rows);
  const heading = /^(#{1,6}) +(.*)$/.exec(row);
  if (heading) return rows.shift() && h(heading[1].length < 3 ? 'h3' : 'h4', {}, inline(heading[2]));
  if (/^ {0,3}([-*_])( *\1){2,} *$/.test(row)) return rows.shift() && h('hr', { class: 'block-divider' });
  if (/^\|.*\|\s*$/.test(row) && /^\|[\s:|-]+\|\s*$/.test(rows[1] ?? '')) return takeTable(rows);
  if (/^>/.test(row))
    return h(
      'blockquote',
      {},
      inline(
        take(rows, /^>/)
          .map((line) => line.replace(/^> ?/, ''))
          .join('\n'),
      ),
    );
  if (/^\s*[-*+] /.test(row)) return list('ul', take(rows, /^\s*[-*+] /), /^\s*[-*+] /);
  if (/^\s*\d+[.)] /.test(row)) return list('ol', take(rows, /^\s*\d+[.)] /), /^\s*\d+[.)] /);
  return h('p', {}, inline(take(rows, /^(?!\s*$|```|#{1,6} |>|\s*[-*+] |\s*\d+[.)] |\|)./, 1).join('\n')));
}

/** The first `atLeast` rows, and the following ones that fit. */
function take(rows, pattern, atLeast = 0) {
  const taken = rows.splice(0, atLeast);
  while (rows.length > 0 && pattern.test(rows[0])) taken.push(rows.shift());
  return taken;
}

function takeCode(rows) {
  rows.shift();
  const end = rows.findIndex((row) => row.startsWith('```'));
  const code = rows.splice(0, end < 0 ? rows.length : end);
  rows.shift();
  return h('pre', {}, h('code', {}, code.join('\n')));
}

const list = (tag, rows, sign) =>
  h(
    tag,
    {},
    rows.map((row) => h('li', {}, inline(row.replace(sign, '')))),
  );

function takeTable(rows) {
  const cells = (row) =>
    row
      .trim()
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  const [head, , ...body] = take(rows, /^\|.*\|\s*$/);
  return h(
    'div',
    { class: 'table-wrap' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          cells(head).map((cell) => h('th', {}, inline(cell))),
        ),
      ),
      h(
        'tbody',
        {},
        body.map((row) =>
          h(
            'tr',
            {},
            cells(row).map((cell) => h('td', { class: 'wrapped' }, inline(cell))),
          ),
        ),
      ),
    ),
  );
}

const pattern =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|(?<!\w)[*_]([^*_\n]+)[*_](?!\w)|~~([^~]+)~~|\[([^\]]+)\]\((\S+?)\)|(https?:\/\/[^\s<>)]+)|(<[@#!][^>]+>)/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) nodes.push(withEmoji(text.slice(end, match.index)));
    nodes.push(nodeFor(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(withEmoji(text.slice(end)));
  return nodes;
}

function nodeFor([, code, bold, alsoBold, italic, struck, label, target, url, mention]) {
  if (code !== undefined) return h('code', {}, code);
  if (bold ?? alsoBold) return h('strong', {}, inline(bold ?? alsoBold));
  if (italic !== undefined) return h('em', {}, inline(italic));
  if (struck !== undefined) return h('s', {}, inline(struck));
  if (label !== undefined) return urlLink(target, label);
  if (mention !== undefined) return h('span', {}, mrkdwn(mention));
  return urlLink(url, url);
}
