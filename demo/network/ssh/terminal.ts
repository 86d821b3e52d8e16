import type { CliResult, CliSession, EndlessOutput } from '../cli/session.ts';
import type { Pager } from './pager.ts';
import { createPager } from './pager.ts';

export interface TerminalOptions {
  session: CliSession;
  /** With a terminal the device echoes, and lines end in CR LF. */
  pty: boolean;
  write(text: string): void;
  /** Runs a line; what it returns is shown after `delayMs`. */
  run(line: string): { result: CliResult; delayMs: number };
  /** The user or the device ended the session. */
  close(): void;
}

export interface Terminal {
  input(text: string): void;
  /** Stops timers; nothing is written any more. */
  dispose(): void;
}

/** Devices take no longer lines; more would be somebody filling memory. */
const longestLine = 2000;

/** An interactive session: echo, line editing, `?` and Tab, Ctrl-C, Ctrl-Z, paging. What is typed ahead waits its turn. */
export function createTerminal(options: TerminalOptions): Terminal {
  const { session, pty } = options;
  let line = '';
  let typed = '';
  let waiting: 'nothing' | 'output' | 'endless' | 'page' | 'closed' = 'nothing';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopEndless: (() => string) | null = null;
  let pager: Pager | null = null;
  let afterReturn = false;

  const write = (text: string) => {
    if (waiting !== 'closed' && text !== '') options.write(pty ? text.replaceAll('\n', '\r\n') : text);
  };
  const echo = (text: string) => pty && write(text);
  const showPrompt = () => write(session.prompt());

  function finish(result: CliResult): void {
    pager = pty && session.pageLines() > 0 ? createPager(result.output, session.pageLines()) : null;
    if (result.endless) {
      runEndless(result.output, result.endless);
    } else if (result.closes) {
      write(result.output);
      end();
    } else if (pager) {
      turnPage('page');
    } else {
      write(result.output);
      waiting = 'nothing';
      showPrompt();
    }
  }

  function end(): void {
    waiting = 'closed';
    options.close();
  }

  function turnPage(step: 'page' | 'line' | 'quit'): void {
    const { text, more } = pager?.next(step) ?? { text: '', more: false };
    write(text);
    waiting = more ? 'page' : 'nothing';
    if (!more) showPrompt();
  }

  function runEndless(header: string, endless: EndlessOutput): void {
    waiting = 'endless';
    write(header);
    const tick = () => {
      write(endless.next());
      timer = setTimeout(tick, endless.everyMs);
    };
    stopEndless = () => {
      clearTimeout(timer);
      return endless.stop();
    };
    tick();
  }

  function enter(): void {
    const entered = line;
    line = '';
    echo('\n');
    const { result, delayMs } = options.run(entered);
    if (delayMs <= 0) {
      finish(result);
      return;
    }
    waiting = 'output';
    timer = setTimeout(() => {
      finish(result);
      pump();
    }, delayMs);
  }

  function complete(): void {
    const found = session.continuations(line);
    if (found.length !== 1 || /\s$/.test(line)) return;
    const rest = `${found[0]?.slice(/\S*$/.exec(line)?.[0].length)} `;
    line += rest;
    echo(rest);
  }

  function help(): void {
    echo('?\n');
    for (const word of session.continuations(line)) write(`  ${word}\n`);
    showPrompt();
    echo(line);
  }

  function abandonLine(shown: string): void {
    line = '';
    echo(shown);
    showPrompt();
  }

  function erase(): void {
    if (line !== '') echo('\b \b');
    line = line.slice(0, -1);
  }

  /** Keys while a line is being typed. */
  function key(char: string): void {
    if (char === '\r' || char === '\n') enter();
    else if (char === '\t') complete();
    else if (char === '?' && pty) help();
    else if (char === '\x7f' || char === '\b') erase();
    else if (char === '\x15') {
      line = '';
      echo(`\r${session.prompt()}\x1b[K`);
    } else if (char === '\x03') abandonLine('^C\n');
    else if (char === '\x1a') {
      session.leaveConfig();
      abandonLine('\n');
    } else if (char === '\x04') {
      if (line === '') end();
    } else if (char >= ' ' && line.length < longestLine) {
      line += char;
      echo(char);
    }
  }

  function pump(): void {
    while (typed !== '' && (waiting === 'nothing' || waiting === 'page' || waiting === 'endless')) {
      const [char = ''] = typed;
      typed = typed.slice(char.length);
      // CR LF is one line end.
      const isPair = char === '\n' && afterReturn;
      afterReturn = char === '\r';
      if (isPair) continue;
      if (waiting === 'page') turnPage(char === ' ' ? 'page' : char === '\r' || char === '\n' ? 'line' : 'quit');
      else if (waiting === 'nothing') key(char);
      else if (char === '\x03') {
        echo('^C');
        write(stopEndless?.() ?? '');
        stopEndless = null;
        waiting = 'nothing';
        showPrompt();
      }
    }
  }

  write(session.banner);
  showPrompt();
  return {
    input: (text) => {
      // Cursor keys and the like are not edited with; dropping them whole keeps their letters out of the line.
      typed += text.replace(/\x1b\[[0-9;]*[A-Za-z~]/g, '');
      pump();
    },
    dispose: () => {
      clearTimeout(timer);
      waiting = 'closed';
    },
  };
}
