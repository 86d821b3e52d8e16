import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilCalm } from '../../demo/calm.ts';
import { createSetting, type Setting, type SettingOptions } from '../../demo/setting.ts';
import { copyTrainedState } from '../../demo/trained-state.ts';

const silent = () => undefined;
/** Processes that live for a minute win nothing from compiling WebAssembly a second time. */
const botFlags = ['--liftoff-only'];

export interface StoryWorldOptions extends Partial<SettingOptions> {
  /** Done with the state folder before anything is in it, such as a small disk below it; what it returns takes that away again. */
  prepare?(stateDir: string): () => void;
}

/** A world, and what its bot wrote to its log. */
export interface StoryWorld extends Setting {
  botLog(): string;
}

/** A whole world with trained models around a real bot process, seen well for some seconds. Its folder goes with `close`. */
export async function openStoryWorld({ prepare, ...options }: StoryWorldOptions = {}): Promise<StoryWorld> {
  const stateDir = mkdtempSync(join(tmpdir(), 'nocturne-fault-'));
  const undo = prepare?.(stateDir) ?? silent;
  const said: string[] = [];
  const remove = () => {
    undo();
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    await copyTrainedState(stateDir, botFlags);
    const setting = await createSetting({
      ...{ stateDir, seed: 1, tell: silent, botFlags },
      onBotLine: (line) => said.push(line),
      ...options,
    });
    await untilCalm(setting, silent);
    const botLog = () => said.join('\n');
    return { ...setting, botLog, close: () => setting.close().finally(remove) };
  } catch (thrown) {
    remove();
    throw new Error(`the world could not be opened; the bot said:\n${said.slice(-50).join('\n')}`, { cause: thrown });
  }
}
