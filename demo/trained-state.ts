import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeOnce, trainingSources } from './made-once.ts';
import { createSetting } from './setting.ts';

/** Less than what the demo records: tests and benches need good models, and no better ones. */
const practiceMinutes = 75;
const kept = ['recordings', join('bot', 'models')];

/** Copies a practice recording and trained models into an empty state folder. They are made once for all processes and runs. */
export async function copyTrainedState(target: string, botFlags: readonly string[] = []): Promise<void> {
  const make = (folder: string) => trainInto(folder, botFlags);
  const made = await madeOnce({ name: 'trained', sources: [...trainingSources, 'demo/trained-state.ts'], make });
  for (const part of kept) cpSync(join(made, part), join(target, part), { recursive: true });
}

async function trainInto(folder: string, botFlags: readonly string[]): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'nocturne-trained-'));
  const silent = () => undefined;
  const setting = await createSetting({
    ...{ stateDir: state, seed: 1, tell: silent, onBotLine: silent },
    ...{ practiceMinutes, botFlags },
  });
  await setting.close();
  for (const part of kept) cpSync(join(state, part), join(folder, part), { recursive: true });
  rmSync(state, { recursive: true, force: true });
}
