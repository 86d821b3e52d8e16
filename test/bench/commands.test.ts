import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../bench/commands/index.ts';

describe('the list of bench commands', () => {
  it('equals its folder', () => {
    const files = readdirSync(join(resolve(import.meta.dirname, '../..'), 'bench', 'commands'))
      .map((file) => file.replace('.ts', ''))
      .filter((name) => name !== 'index' && name !== 'bench-command');
    expect(commands.map(({ name }) => name).sort()).toEqual(files.sort());
  });
});
