import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chartKinds } from '../../src/charts/specs/index.ts';
import { testsThatSay } from '../tests-that-say.ts';
import { chartContract } from './chart-contract.ts';
import { chartCase } from './specs/incident.ts';

it('has one file for each kind, and one test that holds it to the contract', () => {
  const names = Object.keys(chartKinds).sort();
  const files = readdirSync(new URL('../../src/charts/specs', import.meta.url)).map((file) =>
    file.replace(/\.ts$/, ''),
  );
  expect(files.filter((name) => name !== 'index').sort()).toEqual(names);
  for (const name of names) expect(testsThatSay(`chartContract('${name}', `), name).toHaveLength(1);
});

chartContract('incident', chartCase);
