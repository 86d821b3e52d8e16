import { createGrammar } from '../grammar.ts';
import type { CliResult, CliSession, DeviceContext } from '../session.ts';
import type { FrrState, Mode } from './commands.ts';
import { configCommands } from './config-commands.ts';
import { execCommands } from './exec-commands.ts';

const prompts: Record<Mode, string> = {
  exec: '',
  config: '(config)',
  'config-if': '(config-if)',
  'config-router': '(config-router)',
  'config-line': '(config-line)',
};

/**
 * vtysh of FRR 8.4: abbreviations, modes that fall back to their parent, errors and prompts as it prints them. Nothing pages, since
 * `terminal paginate` is off by default. An account that may only read lacks every command that leads to a change, so it meets
 * `% Unknown command`, as with `vtysh -u`; unlike there it may read the running configuration.
 */
export function createVtysh(context: DeviceContext, { readOnly }: { readOnly: boolean }): CliSession {
  const state: FrrState = { mode: 'exec', interface: '', history: [] };
  const commands = [...execCommands, ...configCommands].filter((command) => command.reader || !readOnly);
  const grammars = new Map(
    (Object.keys(prompts) as Mode[]).map((mode) => {
      const own = commands.filter((command) => command.mode === mode);
      return [mode, createGrammar(own.map((command) => ({ pattern: command.pattern, command })))] as const;
    }),
  );

  function lookIn(line: string) {
    const own = grammars.get(state.mode)?.match(line) ?? { kind: 'unknown' as const };
    if (own.kind !== 'unknown' || state.mode === 'exec' || state.mode === 'config') return own;
    return grammars.get('config')?.match(line) ?? own;
  }

  function run(line: string): CliResult {
    const found = lookIn(line);
    if (found.kind !== 'match') return { output: `${complaint(found.kind, line)}\n`, accepted: false, effect: 'read' };
    const { command, args } = found;
    const handled = command.run(context, args, state);
    const base: CliResult = { output: '', accepted: true, effect: command.effect };
    const result = typeof handled === 'string' ? { ...base, output: handled } : { ...base, ...handled };
    return result.accepted ? result : { ...result, effect: 'read' };
  }

  function runInExec(line: string): CliResult {
    const mode = state.mode;
    state.mode = 'exec';
    const result = run(line);
    state.mode = mode;
    return { ...result, closes: false };
  }

  return {
    banner: '\nHello, this is FRRouting (version 8.4.4).\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\n\n',
    prompt: () => `${context.device.config.hostname}${prompts[state.mode]}# `,
    pageLines: () => 0,
    leaveConfig: () => {
      state.mode = 'exec';
    },
    continuations: (line) => grammars.get(state.mode)?.continuations(line) ?? [],
    execute: (raw) => {
      const line = raw.trim();
      if (line === '' || line.startsWith('!') || line.startsWith('#'))
        return { output: '', accepted: true, effect: 'read' };
      state.history.push(line);
      const [head = '', ...filter] = line.split('|');
      const nested = state.mode !== 'exec' && /^do\s+/.exec(head);
      const result = nested
        ? runInExec(head.slice(nested[0].length))
        : run(filter.length > 0 && isPipe(head) ? head : line);
      return filter.length > 0 && isPipe(head)
        ? { ...result, output: filterOutput(result.output, filter.join('|')) }
        : result;
    },
  };
}

/** Only `show` output goes through a filter; a bar in a description is text. */
function isPipe(head: string): boolean {
  return /^\s*(do\s+)?sh/.test(head);
}

function filterOutput(output: string, filter: string): string {
  const [action = '', ...pattern] = filter.trim().split(/\s+/);
  if (action !== 'include') return `% Unknown action '${action}'\n`;
  try {
    const wanted = new RegExp(pattern.join(' '));
    const lines = output.split('\n').filter((line) => line !== '' && wanted.test(line));
    return lines.map((line) => `${line}\n`).join('');
  } catch {
    return `% Bad regexp '${pattern.join(' ')}'\n`;
  }
}

function complaint(kind: 'unknown' | 'incomplete' | 'ambiguous', line: string): string {
  if (kind === 'incomplete') return `% Command incomplete: ${line}`;
  return kind === 'ambiguous' ? '% Ambiguous command.' : `% Unknown command: ${line}`;
}
