import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { plansDocument } from '../../../bench/plans/plans-document.ts';
import { vendors } from '../../../src/network/vendors/index.ts';

it('the page of plans is what the product writes, for every vendor', async () => {
  const page = readFileSync(new URL('../../../docs/plans.md', import.meta.url), 'utf8');
  for (const { title } of vendors) expect(page).toContain(`## ${title}\n`);
  expect(page, 'run "npm run bench -- plans"').toBe(await plansDocument());
});
