export interface Pager {
  next(step: 'page' | 'line' | 'quit'): { text: string; more: boolean };
}

const more = ' --More-- ';
const wipe = '\b'.repeat(more.length) + ' '.repeat(more.length) + '\b'.repeat(more.length);

/** Shows long output a page at a time, as IOS does. */
export function createPager(output: string, pageLines: number): Pager {
  let rest = output.split('\n').slice(0, output.endsWith('\n') ? -1 : undefined);
  let asked = false;
  return {
    next: (step) => {
      const lead = asked ? wipe : '';
      if (step === 'quit') return { text: `${lead}`, more: false };
      const count = step === 'page' ? pageLines - 1 : 1;
      const shown = rest.slice(0, count);
      rest = rest.slice(count);
      asked = rest.length > 0;
      const text = shown.map((line) => `${line}\n`).join('');
      return { text: lead + text + (asked ? more : ''), more: asked };
    },
  };
}
