import { createGrammar } from '../grammar.ts';
import type { CliResult, CliSession, DeviceHost, DevicePlatform } from '../session.ts';
import type { IosCommand, IosDevice, IosState, Mode } from './commands.ts';
import { configCommands } from './config-commands.ts';
import { createConfirmedChange } from './confirmed-change.ts';
import { execCommands } from './exec-commands.ts';

const prompts: Record<Mode, string> = {
  exec: '',
  config: '(config)',
  'config-if': '(config-if)',
  'config-router': '(config-router)',
  'config-archive': '(config-archive)',
};

/**
 * The command line of Cisco IOS-XE 17.9, written from Cisco's documentation and published outputs, not recorded: abbreviations, paging,
 * the caret under a wrong word, configuration that acts at once, and Rollback Confirmed Change. Accounts log in at the enable prompt; one
 * that may only read is refused by command authorisation.
 */
export function createIosXe(host: DeviceHost): DevicePlatform {
  const device: IosDevice = { host, confirmed: createConfirmedChange(host), changed: null };
  return { openCli: (who) => openSession(device, who), runOperator: null };
}

const grammars = new Map(
  (Object.keys(prompts) as Mode[]).map((mode) => {
    const own = [...execCommands, ...configCommands].filter((command) => command.mode === mode);
    const patterns = own.map((command) => ({ pattern: command.pattern, command }));
    return [mode, createGrammar<IosCommand>(patterns, { ignoreCase: true })] as const;
  }),
);

function openSession(device: IosDevice, { user, readOnly }: { user: string; readOnly: boolean }): CliSession {
  const state: IosState = { mode: 'exec', interface: '', user, pageLines: 24 };
  const prompt = () => `${device.host.device.config.hostname}${prompts[state.mode]}#`;

  function lookIn(mode: Mode, line: string) {
    const own = grammars.get(mode)?.match(line) ?? { kind: 'unknown' as const };
    if (own.kind !== 'unknown' || mode === 'exec' || mode === 'config') return own;
    return grammars.get('config')?.match(line) ?? own;
  }

  function run(mode: Mode, line: string): CliResult {
    const found = lookIn(mode, line);
    const refused = (output: string): CliResult => ({ output, accepted: false, effect: 'read' });
    if (found.kind === 'incomplete') return refused('% Incomplete command.\n\n');
    if (found.kind === 'ambiguous') return refused(`% Ambiguous command:  "${line}"\n`);
    if (found.kind !== 'match') return refused(`${caret(line)}% Invalid input detected at '^' marker.\n\n`);
    const { command, args } = found;
    if (readOnly && !command.reader) return refused('Command authorization failed.\n\n');
    const handled = command.run(device, args, state);
    const base: CliResult = { output: '', accepted: true, effect: command.effect };
    const result = typeof handled === 'string' ? { ...base, output: handled } : { ...base, ...handled };
    return result.accepted ? result : { ...result, effect: 'read' };
  }

  /** Spaces up to the first word with which no command goes on. */
  function caret(line: string): string {
    const words = line.split(/\s+/);
    const fits = (count: number) => lookIn(state.mode, words.slice(0, count).join(' ')).kind !== 'unknown';
    let known = 0;
    while (known < words.length && fits(known + 1)) known += 1;
    const column = words.slice(0, known).join(' ').length + (known > 0 ? 1 : 0);
    return `${' '.repeat(prompt().length + column)}^\n`;
  }

  return {
    banner: '\n',
    prompt,
    pageLines: () => state.pageLines,
    leaveConfig: () => {
      state.mode = 'exec';
    },
    continuations: (line) => grammars.get(state.mode)?.continuations(line) ?? [],
    execute: (raw) => {
      const line = raw.trim();
      if (line === '' || line.startsWith('!')) return { output: '', accepted: true, effect: 'read' };
      const nested = state.mode !== 'exec' && /^do\s+/i.exec(line);
      const bare = nested ? line.slice(nested[0].length) : line;
      const mode = nested ? 'exec' : state.mode;
      const [head = '', ...filter] = /^sh/i.test(bare) ? bare.split('|') : [bare];
      const result = run(mode, head.trim());
      return filter.length > 0 && result.accepted
        ? { ...result, output: filterOutput(result.output, filter.join('|')) }
        : result;
    },
  };
}

function filterOutput(output: string, filter: string): string {
  const [action = '', ...pattern] = filter.trim().split(/\s+/);
  const wanted = patternOf(pattern.join(' '));
  if (!wanted) return '% Failed to compile regular expression.\n\n';
  const lines = output.split('\n');
  const first = lines.findIndex((line) => wanted.test(line));
  if ('include'.startsWith(action)) return joined(lines.filter((line) => line !== '' && wanted.test(line)));
  if ('exclude'.startsWith(action)) return joined(lines.filter((line) => line !== '' && !wanted.test(line)));
  if ('begin'.startsWith(action)) return first < 0 ? '' : joined(lines.slice(first));
  if ('section'.startsWith(action)) return joined(sections(lines, wanted));
  return "% Invalid input detected at '^' marker.\n\n";
}

function patternOf(text: string): RegExp | null {
  try {
    return new RegExp(text);
  } catch {
    return null;
  }
}

function sections(lines: readonly string[], wanted: RegExp): string[] {
  let inside = false;
  return lines.filter((line) => {
    if (!line.startsWith(' ')) inside = wanted.test(line);
    return inside;
  });
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
