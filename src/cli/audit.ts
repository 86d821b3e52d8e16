import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { describeBreak } from '../store/audit.ts';
import type { AuditEntry, AuditTable } from '../store/store.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { findRunningBot } from './running-bot.ts';

type ReadAudit = Pick<AuditTable, 'list' | 'verify'>;

/** Reads the audit through a running bot, or opens the store for as long as the work takes. */
async function withAudit<T>(options: ConfigOptions, work: (audit: ReadAudit) => Promise<T>): Promise<T> {
  const config: Config = readConfig(options);
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  if (bot) return work({ list: () => bot.get('/api/v1/audit'), verify: () => bot.get('/api/v1/audit/verify') });
  const { openLocalStore } = await import('../app/open-local-store.ts');
  const store = await openLocalStore(config, { log: createLog({ level: 'warn' }) });
  try {
    return await work(store.audit);
  } finally {
    await store.close();
  }
}

async function verify(options: ConfigOptions & { json?: boolean }): Promise<void> {
  const { broken, ...check } = await withAudit(options, async (audit) => {
    const verified = await audit.verify();
    const all: AuditEntry[] = verified.ok ? [] : await audit.list();
    return { ...verified, broken: all.find(({ seq }) => seq === verified.brokenAt) ?? null };
  });
  const { ok, entries, brokenAt, missing } = check;
  if (!ok) process.exitCode = 1;
  if (options.json) return printJson({ ok, entries, brokenAt, missing, broken });
  if (ok) return printLine(`the audit is intact: ${entries} entries`);
  const what = describeBreak(check).replace('broken', 'BROKEN');
  printLine(`the audit ${what}; the ${entries} entries before are intact`);
  if (broken) printLine(JSON.stringify(broken));
}

async function exportAudit(options: ConfigOptions & { subject?: string }): Promise<void> {
  const entries = await withAudit(options, (audit) => audit.list());
  for (const entry of entries) {
    if (options.subject === undefined || entry.subject === options.subject) printJson(entry);
  }
}

export const audit: CliCommand = {
  name: 'audit',
  register(program) {
    const command = program.command('audit').description('Check or export the record of who did what');
    addConfigOptions(
      command
        .command('verify')
        .description(
          'Recompute the hash chain; when it is broken, name what does not fit or is missing, and exit with code 1',
        )
        .option('--json', 'print {ok, entries, brokenAt, missing: {from, to}, broken}'),
      { state: true },
    ).action(verify);
    addConfigOptions(
      command
        .command('export')
        .description('Print every entry as one line of JSON')
        .option('--subject <id>', 'only the entries about this incident or plan'),
      { state: true },
    ).action(exportAudit);
  },
};
