import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { causes } from '../../src/learning/kinds/causes.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { testsThatSay } from '../tests-that-say.ts';
import { kindContract } from './kind-contract.ts';

describe('the list of kinds', () => {
  it('has one file for each kind', () => {
    const files = readdirSync(new URL('../../src/learning/kinds', import.meta.url)).map((name) =>
      name.replace('.ts', ''),
    );
    expect(files.filter((name) => name !== 'index').sort()).toEqual(modelKinds.map(({ kind }) => kind).sort());
  });

  it('has one test for each kind that holds it to the contract', () => {
    const constants = modelKinds.map(({ kind }) => kind.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    for (const kind of constants) expect(testsThatSay(`kindContract(${kind}, `), kind).toHaveLength(1);
  });

  it('needs only kinds that are there, and no folder twice', () => {
    const names = modelKinds.map(({ kind }) => kind);
    for (const { needs = [] } of modelKinds) expect(names).toEqual(expect.arrayContaining([...needs]));
    const folders = modelKinds.map(({ kind, formerFolder }) => formerFolder ?? kind);
    expect(new Set(folders).size).toBe(folders.length);
  });
});

kindContract(detection, {
  crippled({ detector, ...rest }) {
    const kinds = Object.entries(detector.kinds).map(([name, kind]) => [name, { ...kind, threshold: 99, alone: [] }]);
    // Nothing is rare enough.
    return { ...rest, detector: { ...detector, kinds: Object.fromEntries(kinds) } };
  },
});

kindContract(causes, {
  // Every cause is called by the name of another.
  crippled: ({ classes, ...rest }) => ({ ...rest, classes: [...classes.slice(1), classes[0]!] }),
});
