import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Setting } from './setting.ts';

/** Copies what a run left behind: slack.jsonl, devices/<name>.log, audit.jsonl, samples.lp. */
export async function saveArtifacts({ folder, bot }: Setting, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const audit = await bot.read<unknown[]>('/api/v1/audit');
  await writeFile(join(target, 'audit.jsonl'), audit.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await cp(folder.deviceLogs, join(target, 'devices'), { recursive: true });
  await copyFile(folder.journal, join(target, 'slack.jsonl'));
  await copyFile(folder.samples, join(target, 'samples.lp'));
}
