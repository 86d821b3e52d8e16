import { join } from 'node:path';
import { readIfThere } from './folder-files.ts';
import type { ModelKey } from './model-card.ts';
import { wholeNetwork } from './model-card.ts';

/**
 * Before there were subjects, a model was kept in `<dir>/<folder>/<id>`, and the file `current` beside it named the one in use. Such models stay
 * where they are and are read as models of the whole network, so that a state folder of then goes on working.
 *
 * @param folders by kind, the folder of then
 */
export function createFormerFolders(dir: string, folders: Readonly<Record<string, string>>) {
  const folderOf = ({ kind, subject }: ModelKey): string | undefined => {
    const folder = subject === wholeNetwork ? folders[kind] : undefined;
    return folder === undefined ? undefined : join(dir, folder);
  };
  return {
    folderOf,
    kinds: Object.keys(folders),
    /** The model that was in use then. */
    async champion(key: ModelKey): Promise<string | null> {
      const folder = folderOf(key);
      const text = folder === undefined ? undefined : await readIfThere(join(folder, 'current'));
      return text === undefined ? null : String(text).trim();
    },
  };
}
