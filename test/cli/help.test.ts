import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/index.ts';
import { kindNames } from '../../src/learning/find-kinds.ts';
import { runCli } from './run-cli.ts';

const notCommands = [
  ...[
    'arguments',
    'backtest-forecast',
    'backtest-forecast-table',
    'backtest-help',
    'backtest-history',
    'backtest-options',
    'backtest-tables',
    'command',
    'config-table',
    'export-model',
    'find-recordings',
    'index',
    'options',
    'output',
    'progress',
    'run',
    'running-bot',
    'show-models',
    'stored-span',
    'user-name',
    'write-new-file',
  ],
];

describe('the command line', () => {
  it('has one file for each command', () => {
    const files = readdirSync(new URL('../../src/cli', import.meta.url)).map((name) => name.replace(/\.ts$/, ''));
    const names = commands.map(({ name }) => name);
    expect(files.filter((name) => !notCommands.includes(name)).sort()).toEqual([...names].sort());
  });

  it.each(commands.map(({ name }) => name))('explains %s with --help', async (name) => {
    const { code, stdout } = await runCli(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: nocturne ${name}`);
    expect(stdout).not.toMatch(/\b(null|undefined|NaN|Infinity)\b/);
  });

  it('answers wrong usage with code 2 and the way to the help', async () => {
    const unknown = await runCli('strat');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('Did you mean start?');
    expect(await runCli('train', 'causes')).toMatchObject({ code: 2, stdout: '' });
    const kind = await runCli('train', 'cuases', '--from', '/nowhere');
    expect(kind).toMatchObject({ code: 2, stdout: '' });
    expect(kind.stderr).toContain(
      `There is no kind of model "cuases": did you mean causes? the kinds are ${kindNames.join(', ')}.`,
    );
    expect(await runCli('train', '--history', '--from', 'yesterday')).toMatchObject({ code: 2, stdout: '' });
    const long = await runCli('train', '--from-history', 'long');
    expect(long).toMatchObject({ code: 2, stderr: expect.stringContaining('a length of time such as 30m, 24h or 7d') });
    expect(await runCli('replay', 'somewhere', '--from', 'yesterday')).toMatchObject({ code: 2 });
    expect(await runCli('replay', 'somewhere', '--speed', '0')).toMatchObject({ code: 2 });
    expect(await runCli()).toMatchObject({ code: 2 });
  });

  it('answers a failure with code 1, and says what to do instead of where it happened', async () => {
    const missing = await runCli('audit', 'verify', '--config', '/nowhere/nocturne.yaml');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('copy nocturne.example.yaml');
    expect(missing.stderr).not.toContain('    at ');
    const unread = await runCli('train', 'causes', '--from', '/nowhere/recording');
    expect(unread.code).toBe(1);
    expect(unread.stderr).toContain('There is no recording /nowhere/recording');
    const early = await runCli('train', '--history', '--from', '2026-11-02', '--to', '2026-11-01');
    expect(early.stderr).toContain('--to must be after --from');
    const alone = await runCli('train', '--from', import.meta.dirname, '--to', '2026-11-01');
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('--to needs --history')]);
    for (const beside of [['--to', '2026-11-01'], ['--history'], ['--from', import.meta.dirname]]) {
      const twice = await runCli('train', '--from-history', '7d', ...beside);
      expect([twice.code, twice.stderr]).toEqual([
        1,
        expect.stringContaining(`now, and ${beside[0]} says something else`),
      ]);
    }
    const other = await runCli('backtest', 'detection', import.meta.dirname);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('a recording is a folder with');
  });
});
