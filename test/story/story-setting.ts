import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetting, type Setting, type SettingOptions } from '../../demo/setting.ts';
import { copyTrainedState } from '../../demo/trained-state.ts';
import { shortLived } from '../short-lived.ts';
import { claimServices } from './services.ts';

/** Lines of one device that alter it. */
export const changesOf = ({ network }: Setting, since: number) =>
  network
    .commandsOnDevice({ since })
    .filter(({ effect }) => effect === 'change')
    .map(({ device, command }) => `${device}> ${command}`);

/** What holds at the end of a story in which the bot was ended and started again. */
export const unharmed = { changeLinesAtMostOnce: true, messagesLost: [], messagesDoubled: [], auditOk: true };

/** A whole world around a real bot process with trained models. Its folder goes away with `close`. */
export async function openStorySetting(options: Partial<SettingOptions> = {}): Promise<Setting> {
  const stateDir = mkdtempSync(join(tmpdir(), 'nocturne-story-'));
  const remove = () => rmSync(stateDir, { recursive: true, force: true });
  const lines: string[] = [];
  try {
    await copyTrainedState(stateDir, shortLived);
    const setting = await createSetting({
      stateDir,
      seed: 1,
      tell: () => undefined,
      onBotLine: (line) => lines.push(line),
      botEnv: await claimServices(),
      botFlags: shortLived,
      ...options,
    });
    return { ...setting, close: () => setting.close().finally(remove) };
  } catch (thrown) {
    remove();
    throw new Error(`the setting could not be opened; the bot said:\n${lines.join('\n')}`, { cause: thrown });
  }
}
