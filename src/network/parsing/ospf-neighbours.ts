import type { Fact } from '../vendor.ts';
import { readTable } from './columns.ts';
import { factKey, foreign, own } from './facts.ts';

export interface Neighbour {
  /** The router id, which the neighbour says of itself. */
  id: string;
  /** As the system writes it; whatever stands behind a stroke is the neighbour's part on a shared link. */
  state: string;
  /** The interface. */
  port: string;
}

/** RFC 2328, section 10.1, under the names that the systems have for them, without blanks and in small letters. */
const states: Record<string, string> = {
  down: 'Down',
  attempt: 'Attempt',
  init: 'Init',
  '2way': '2-Way',
  '2-way': '2-Way',
  '2ways': '2-Way',
  exstart: 'ExStart',
  exchstart: 'ExStart',
  exchange: 'Exchange',
  loading: 'Loading',
  full: 'Full',
};

/**
 * Facts of a table of OSPF neighbours. A row that looks like one and was not understood is null: what is known of the others is told, and how many
 * are full is not. A shared link may have several neighbours; from the second on they are counted in the name of the fact.
 */
export function neighbourFacts(rows: readonly (Neighbour | null)[]): Fact[] {
  const known = rows.flatMap((row) => {
    const state = row && states[row.state.replace(/\/.*$/, '').replace(/\s/g, '').toLowerCase()];
    return row && state ? [{ ...row, state }] : [];
  });
  const full = own('full_neighbours', known.filter(({ state }) => state === 'Full').length);
  const onPort = new Map<string, number>();
  const facts = known.flatMap(({ id, state, port }) => {
    const place = (onPort.get(port) ?? 0) + 1;
    onPort.set(port, place);
    const name = `neighbour${place === 1 ? '' : `_${place}`}_on_${factKey(port)}`;
    return [own(`${name}_state`, state), foreign(`${name}_id`, id)];
  });
  return known.length === rows.length ? [full, ...facts] : facts;
}

/**
 * What stands below the heading of such a table, as words: each line of several words looks like a row, whatever it begins with, unless it is a title
 * such as `VRF Name: red` or the heading once more. A line of one word is returned too, for a row may go on there. Undefined without a heading.
 */
export function neighbourLines(text: string, heading: readonly string[]): string[][] | undefined {
  const isHeading = (words: string[]) => heading.every((word, i) => words[i] === word);
  const table = readTable(text, isHeading);
  return table?.rows.filter((words) => !isHeading(words) && !words.some((word) => word.endsWith(':')));
}

export const isAddress = (word: string | undefined) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word ?? '');
