import { join } from 'node:path';
import { z } from 'zod';
import { damaged, listFolders, placeFolder, readIfThere } from './folder-files.ts';
import { artefactName } from './model-card.ts';

const id = artefactName.nullable();

const changeSchema = z.strictObject({
  /** UTC, ISO 8601. */
  at: z.iso.datetime(),
  /** Who: "gate", or a person. */
  by: z.string(),
  /** `challenge`: a model was trained and did not become the one in use. `retire`: it is in use no more, and none is. */
  action: z.enum(['challenge', 'promote', 'back', 'retire']),
  id: artefactName,
  reason: z.string(),
  /** What stands after the change. */
  aliases: z.strictObject({ champion: id, challenger: id, previous: id }),
});

/** Which models of a kind and subject have a part: the one in use, the last one that did not become it, and the one that was in use before. */
export type Aliases = z.infer<typeof changeSchema>['aliases'];
export type AliasName = keyof Aliases;
export type AliasChange = z.infer<typeof changeSchema>;

/** The history of the aliases of one kind and subject; the last change is what stands. */
export interface AliasLog {
  /** Oldest first. A change whose file is damaged is left out, here and in what follows: the one before it stands. */
  all(): Promise<AliasChange[]>;
  /** Why a change can't be read, for each such change. */
  damages(): Promise<unknown[]>;
  last(): Promise<AliasChange | undefined>;
  /** Adds what `next` makes of the last change, which it is asked again when another process was faster; nothing when it answers with nothing. */
  append(next: (last: AliasChange | undefined) => AliasChange | undefined): Promise<void>;
}

/**
 * One numbered folder for each change, so that all aliases and their history move at once: a number can be taken by one writer only, whatever
 * process it is in, and a reader never meets half a change.
 */
export function createAliasLog(dir: string): AliasLog {
  const numbers = async () => (await listFolders(dir)).sort();

  async function read(name: string): Promise<AliasChange> {
    const path = join(dir, name);
    try {
      return changeSchema.parse(JSON.parse(String(await readIfThere(join(path, 'change.json')))));
    } catch (cause) {
      throw damaged(path, cause);
    }
  }

  const readEach = async () => Promise.allSettled((await numbers()).map(read));

  async function lastOf(names: string[]): Promise<AliasChange | undefined> {
    for (const name of names.toReversed()) {
      const change = await read(name).catch(() => undefined);
      if (change) return change;
    }
    return undefined;
  }

  return {
    all: async () => (await readEach()).flatMap((each) => (each.status === 'fulfilled' ? each.value : [])),
    damages: async () => (await readEach()).flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
    last: async () => lastOf(await numbers()),
    async append(next) {
      for (;;) {
        const names = await numbers();
        const latest = names.at(-1);
        const change = next(await lastOf(names));
        if (!change) return;
        const number = String(Number(latest ?? 0) + 1).padStart(6, '0');
        const text = `${JSON.stringify(changeSchema.parse(change), null, 2)}\n`;
        if (await placeFolder(join(dir, number), { 'change.json': text })) return;
      }
    },
  };
}

/** What an alias change makes of the aliases before it; nothing where they stand already. */
export type AliasMove = (now: Aliases) => Pick<AliasChange, 'action' | 'id' | 'aliases'> | undefined;

export const noAliases: Aliases = { champion: null, challenger: null, previous: null };

/** The model was trained and is not the one in use. */
export const challengeWith =
  (id: string): AliasMove =>
  (now) =>
    now.champion === id ? undefined : { action: 'challenge', id, aliases: { ...now, challenger: id } };

/** The model is the one in use, and the one that was it is the previous one. */
export const promoteTo =
  (id: string): AliasMove =>
  ({ champion, challenger }) =>
    champion === id
      ? undefined
      : {
          ...{ action: 'promote', id },
          aliases: { champion: id, challenger: challenger === id ? null : challenger, previous: champion },
        };

/** The one in use and the previous one change places; nothing where there is no previous one. */
export const goBack: AliasMove = ({ champion, challenger, previous }) =>
  previous === null
    ? undefined
    : {
        ...{ action: 'back', id: previous },
        aliases: { champion: previous, challenger: challenger === previous ? null : challenger, previous: champion },
      };

/** No model is in use any more, and the one that was it is the previous one. Nothing where none is. */
export const retire: AliasMove = (now) =>
  now.champion === null
    ? undefined
    : { action: 'retire', id: now.champion, aliases: { ...now, champion: null, previous: now.champion } };
