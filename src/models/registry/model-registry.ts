import { join } from 'node:path';
import { describeError } from '../../errors.ts';
import {
  type AliasChange,
  type Aliases,
  type AliasMove,
  type AliasName,
  challengeWith,
  createAliasLog,
  goBack,
  noAliases,
  promoteTo,
  retire,
} from './alias-log.ts';
import { type Artefact, artefactMissing, listCards, type NoArtefact, readArtefact } from './artefact-files.ts';
import { damaged, listFolders, placeFolder } from './folder-files.ts';
import { createFormerFolders } from './former-folders.ts';
import { hashArtefact, type ModelCard, type ModelKey, modelCardSchema, wholeNetwork } from './model-card.ts';
import { about, checkName, noPrevious, noSuchModel } from './model-names.ts';

export interface NewArtefact {
  /** Bytes, or anything with a JSON form that restores it exactly. */
  model: unknown;
  card: Omit<ModelCard, 'id'>;
}

/** Who moves an alias, when (milliseconds since 1970) and why. */
export interface Mover {
  by: string;
  at: number;
  reason: string;
}

export interface ListedModel {
  card: ModelCard;
  /** The part that it has; null for a model that has none any more. */
  alias: AliasName | null;
}

/**
 * Keeps models as `<dir>/<kind>/<subject>/<id>/{card.json, model.json | model.bin}` and beside them, in `aliases`, which of them is the champion
 * (the one in use), the challenger (trained last, and not in use) and the previous champion. Folders appear whole or not at all, so a reader never
 * meets half a model, whatever was killed when, and any number of processes may read and write.
 */
export interface ModelRegistry {
  /** Writes a model and returns its card. Writing the same model twice is one artefact. No alias moves. */
  write(artefact: NewArtefact): Promise<ModelCard>;
  /** Throws `model-artefact-damaged` when its files are not what was written. */
  read(key: ModelKey, id: string): Promise<Artefact | NoArtefact>;
  /** The model in use. */
  readChampion(key: ModelKey): Promise<Artefact | NoArtefact>;
  aliases(key: ModelKey): Promise<Aliases>;
  /** Notes that a model was trained and does not become the one in use. */
  challenge(key: ModelKey, id: string, mover: Mover): Promise<void>;
  /**
   * Makes a model the one in use, and the one that was it the previous one. Nothing for the one in use. With `against`, only while that one is in
   * use (null: while none is); answers whether that was so. Throws `no-such-model`.
   */
  promote(key: ModelKey, id: string, mover: Mover, options?: { against: string | null }): Promise<boolean>;
  /** Changes places of the one in use and the previous one. Answers with the id now in use. Throws `no-previous-model`. */
  goBack(key: ModelKey, mover: Mover): Promise<string>;
  /** Takes the model out of use, so that none is; it is the previous one. Only while this one is in use; answers whether that was so. */
  retire(key: ModelKey, id: string, mover: Mover): Promise<boolean>;
  /** Every change of the aliases, oldest first. */
  history(key: ModelKey): Promise<AliasChange[]>;
  /** What is there, of one kind or of every kind. */
  keys(kind?: string): Promise<ModelKey[]>;
  /** All models, of one kind or of every kind: newest first within a kind and subject. */
  list(kind?: string): Promise<ListedModel[]>;
  /** What of all this can't be read, in words: the file and what to do. Models that have no part any more are not read in full. */
  damages(kind?: string): Promise<string[]>;
}

/**
 * Creates the registry over a folder, which need not exist.
 *
 * @param former by kind, the folder in which its models were kept before there were subjects
 */
export function createModelRegistry(dir: string, former: Readonly<Record<string, string>> = {}): ModelRegistry {
  const before = createFormerFolders(dir, former);
  const homeOf = ({ kind, subject }: ModelKey) => join(dir, checkName(kind), checkName(subject));
  const logOf = (key: ModelKey) => createAliasLog(join(homeOf(key), 'aliases'));

  /** Where a model may be, the likeliest folder first. */
  const foldersOf = (key: ModelKey) => [homeOf(key), before.folderOf(key)].filter((path) => path !== undefined);

  async function read(key: ModelKey, id: string): Promise<Artefact | NoArtefact> {
    for (const home of foldersOf(key)) {
      const artefact = await readArtefact(join(home, checkName(id)));
      if (artefact.status === 'ok') return { ...artefact, card: about(artefact.card, key) };
    }
    return artefactMissing;
  }

  async function aliases(key: ModelKey): Promise<Aliases> {
    const last = await logOf(key).last();
    return last?.aliases ?? { ...noAliases, champion: await before.champion(key) };
  }

  async function mustBeThere(key: ModelKey, id: string): Promise<void> {
    if ((await read(key, id)).status === 'ok') return;
    throw noSuchModel(key, id);
  }

  async function move(key: ModelKey, { by, at, reason }: Mover, next: AliasMove): Promise<void> {
    const first = { ...noAliases, champion: await before.champion(key) };
    await logOf(key).append((last) => {
      const change = next(last?.aliases ?? first);
      return change && { at: new Date(at).toISOString(), by, reason, ...change };
    });
  }

  async function listOf(key: ModelKey): Promise<ListedModel[]> {
    const standing = Object.entries(await aliases(key)) as [AliasName, string | null][];
    const cards = (await Promise.all(foldersOf(key).map(listCards))).flatMap((listed) => listed.cards);
    return cards
      .map((card) => ({ card: about(card, key), alias: standing.find(([, id]) => id === card.id)?.[0] ?? null }))
      .sort((a, b) => (a.card.trainedAt < b.card.trainedAt ? 1 : -1));
  }

  async function damagesOf(key: ModelKey): Promise<string[]> {
    const cards = (await Promise.all(foldersOf(key).map(listCards))).flatMap(({ damages }) => damages);
    const standing = Object.values(await aliases(key)).filter((id) => id !== null);
    const read = await Promise.allSettled(standing.map((id) => readStanding(key, id)));
    const models = read.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    const found = [...cards, ...models, ...(await logOf(key).damages())];
    return [...new Set(found.map(describeError))];
  }

  async function readStanding(key: ModelKey, id: string): Promise<Artefact> {
    const artefact = await read(key, id);
    if (artefact.status === 'no-model') throw damaged(join(homeOf(key), id));
    return artefact;
  }

  /** A folder with a card is a model of before there were subjects. */
  async function keysOf(kind: string): Promise<ModelKey[]> {
    const home = join(dir, checkName(kind));
    const models = new Set((await listCards(home)).cards.map(({ id }) => id));
    const subjects = new Set((await listFolders(home)).filter((name) => !models.has(name)));
    if ((await before.champion({ kind, subject: wholeNetwork })) !== null) subjects.add(wholeNetwork);
    return [...subjects].sort().map((subject) => ({ kind, subject }));
  }

  async function keys(kind?: string): Promise<ModelKey[]> {
    const folders = kind === undefined ? await listFolders(dir) : [kind];
    const formerOnly = new Set(Object.values(former).filter((folder) => !(folder in former)));
    const kinds = new Set([...folders.filter((folder) => !formerOnly.has(folder)), ...(kind ? [] : before.kinds)]);
    return (await Promise.all([...kinds].sort().map(keysOf))).flat();
  }

  return {
    async write({ model, card }) {
      const [name, content] = model instanceof Uint8Array ? ['bin', model] : ['json', JSON.stringify(model)];
      const draft = modelCardSchema.parse({ ...card, id: 'draft' });
      const complete = { ...draft, id: hashArtefact(content, draft) };
      if ((await read(complete, complete.id)).status === 'ok') return complete;
      const text = `${JSON.stringify(complete, null, 2)}\n`;
      await placeFolder(join(homeOf(complete), complete.id), { [`model.${name}`]: content, 'card.json': text });
      return complete;
    },

    read,

    async readChampion(key) {
      const { champion } = await aliases(key);
      return champion === null ? artefactMissing : readStanding(key, champion);
    },

    aliases,

    async challenge(key, id, mover) {
      await mustBeThere(key, id);
      await move(key, mover, challengeWith(id));
    },

    async promote(key, id, mover, options) {
      await mustBeThere(key, id);
      let isAgainst = true;
      await move(key, mover, (now) => {
        isAgainst = !options || now.champion === options.against || now.champion === id;
        return isAgainst ? promoteTo(id)(now) : undefined;
      });
      return isAgainst;
    },

    async goBack(key, mover) {
      const { previous } = await aliases(key);
      if (previous === null) throw noPrevious(key);
      await mustBeThere(key, previous);
      await move(key, mover, (now) => (now.previous === previous ? goBack(now) : undefined));
      return previous;
    },

    async retire(key, id, mover) {
      let isInUse = true;
      await move(key, mover, (now) => {
        isInUse = now.champion === id;
        return isInUse ? retire(now) : undefined;
      });
      return isInUse;
    },

    history: (key) => logOf(key).all(),
    keys,
    list: async (kind) => (await Promise.all((await keys(kind)).map(listOf))).flat(),
    damages: async (kind) => (await Promise.all((await keys(kind)).map(damagesOf))).flat(),
  };
}
