import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { vendorsDocument } from '../../bench/vendors/vendors-document.ts';
import { vendors } from '../../src/network/vendors/index.ts';

const page = readFileSync(new URL('../../docs/vendors.md', import.meta.url), 'utf8');

it('docs/vendors.md is what the declarations say (npm run bench -- vendors writes it)', () => {
  expect(page).toBe(vendorsDocument());
});

it.each(vendors.map((vendor) => [vendor.id, vendor] as const))(
  'docs/vendors.md tells what %s can not do',
  (id, { limits }) => {
    expect(page).toContain(`platform: ${id}`);
    for (const limit of limits) expect(page).toContain(limit);
  },
);
