import { h, iconButton } from './dom.js';
import { richText } from './rich-text.js';

const cellText = (cell) => (cell.type === 'rich_text' ? richText(cell) : (cell.text ?? String(cell.value ?? '')));

/** A `table` block. */
export function table(block) {
  const [head = [], ...body] = block.rows ?? [];
  const classOf = (index) => {
    const { align, is_wrapped: isWrapped } = block.column_settings?.[index] ?? {};
    return [align === 'right' || align === 'center' ? align : '', isWrapped ? 'wrapped' : ''].join(' ').trim();
  };
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
          head.map((cell, index) => h('th', { class: classOf(index) }, cellText(cell))),
        ),
      ),
      h(
        'tbody',
        {},
        body.map((row) =>
          h(
            'tr',
            {},
            row.map((cell, index) => h('td', { class: classOf(index) }, cellText(cell))),
          ),
        ),
      ),
    ),
  );
}

/** A `data_table` block: sorted by a click on a heading, in pages. */
export function dataTable(block) {
  const [head = [], ...body] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const keyColumn = block.row_header_column_index ?? 0;
  const shown = { page: 0, column: -1, isDown: false };
  const isNumeric = (column) => body.length > 0 && body.every((row) => row[column]?.type === 'raw_number');
  const wrap = h('div', { class: 'table-wrap' });

  function sorted() {
    if (shown.column < 0) return body;
    const key = (row) => row[shown.column]?.value ?? row[shown.column]?.text ?? '';
    const order = (a, b) => (key(a) > key(b) ? 1 : key(a) < key(b) ? -1 : 0);
    return body.toSorted((a, b) => (shown.isDown ? order(b, a) : order(a, b)));
  }

  function heading(cell, column) {
    const isSorted = shown.column === column;
    const onclick = () => {
      Object.assign(shown, { column, isDown: isSorted && !shown.isDown, page: 0 });
      draw();
    };
    const direction = shown.isDown ? 'descending' : 'ascending';
    return h(
      'th',
      { scope: 'col', class: isNumeric(column) ? 'number' : '', 'aria-sort': isSorted ? direction : undefined },
      h(
        'button',
        { type: 'button', class: 'sort', onclick },
        cellText(cell),
        isSorted ? h('span', { class: 'arrow', 'aria-hidden': 'true' }, shown.isDown ? '↓' : '↑') : null,
      ),
    );
  }

  function draw() {
    const rows = sorted().slice(shown.page * size, (shown.page + 1) * size);
    const cell = (value, column) =>
      h(
        column === keyColumn ? 'th' : 'td',
        { class: value.type === 'raw_number' ? 'number' : '', scope: column === keyColumn ? 'row' : undefined },
        cellText(value),
      );
    wrap.replaceChildren(
      h(
        'table',
        {},
        h('caption', {}, block.caption),
        h('thead', {}, h('tr', {}, head.map(heading))),
        h(
          'tbody',
          {},
          rows.map((row) => h('tr', {}, row.map(cell))),
        ),
      ),
      ...(body.length > size ? [foot()] : []),
    );
  }

  function foot() {
    const last = Math.ceil(body.length / size) - 1;
    const go = (step) => () => {
      shown.page = Math.min(last, Math.max(0, shown.page + step));
      draw();
    };
    const from = shown.page * size + 1;
    return h(
      'div',
      { class: 'table-foot' },
      h('span', {}, `${from}–${Math.min(body.length, from + size - 1)} of ${body.length}`),
      h(
        'span',
        {},
        iconButton('back', 'Previous rows', go(-1)),
        iconButton('back', 'Next rows', go(1), { style: { rotate: '180deg' } }),
      ),
    );
  }

  draw();
  return wrap;
}
