import { type Family, some, vendorLines } from './family.ts';
import { badValues, lockOut, unasked } from './forbidden-config-lines.ts';
import { abbreviations, curious, destructive } from './forbidden-exec-lines.ts';
import { spoiltLineFamilies } from './spoilt-lines.ts';

const refuse = 'refuse' as const;
type Kind = 'exec' | 'config';

const each = (kind: Kind, vendor: string, lines: readonly string[]) =>
  lines.map((text) => ({ kind, vendor, text, expect: refuse }));

/** The same lines for every vendor, because no vendor's sessions may send them. */
const everywhere = (name: string, kind: Kind, lines: readonly string[], count: number): Family => ({
  name,
  make: (random) => vendorLines.flatMap(({ vendor }) => each(kind, vendor, some(lines, count, random))),
});

export const hostileLineFamilies: Family[] = [
  everywhere('abbreviations', 'exec', abbreviations, 8),
  everywhere('destructive commands', 'exec', destructive, 18),
  everywhere('curiosity', 'exec', curious, 8),
  everywhere('lock-out', 'config', lockOut, 24),
  everywhere('unasked configuration', 'config', unasked, 9),
  {
    name: 'values',
    make: (random) =>
      vendorLines.flatMap(({ vendor, port }) => each('config', vendor, some(badValues(port), 10, random))),
  },
  ...spoiltLineFamilies,
  {
    name: 'right line, wrong time',
    make: (random) =>
      vendorLines.flatMap(({ vendor, exec, config }) => [
        ...each('config', vendor, some(exec.slice(2), 4, random)),
        ...each('exec', vendor, some(config.slice(1), 4, random)),
      ]),
  },
];
