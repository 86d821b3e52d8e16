import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NocturneError } from '../errors.ts';
import { artefactName, hashArtefact, type ModelCard, modelCardSchema } from './model-card.ts';

/** A model that was read: `model` is what the model's own `…FromJSON` takes. */
export interface Artefact {
  status: 'ok';
  card: ModelCard;
  model: unknown;
}

export interface NoArtefact {
  status: 'no-model';
}

export interface NewArtefact {
  /** Anything with a JSON form that restores it exactly. */
  model: unknown;
  card: Omit<ModelCard, 'id'>;
}

/**
 * Keeps models as `<dir>/<kind>/<id>/{model.json, card.json}`, with the id of the one in use in `<dir>/<kind>/current`. Folders and pointer appear
 * whole or not at all, so a reader never meets half a model, whatever was killed when.
 */
export interface ModelRegistry {
  /** Writes a model and returns its card. Writing the same model twice is one artefact. `current` stays where it is. */
  write(artefact: NewArtefact): Promise<ModelCard>;
  /** Makes a model the one in use. Throws `no-such-model` when it is not there. */
  setCurrent(kind: string, id: string): Promise<void>;
  /** The model in use. Throws `model-artefact-damaged` when its files are not what was written. */
  readCurrent(kind: string): Promise<Artefact | NoArtefact>;
  read(kind: string, id: string): Promise<Artefact | NoArtefact>;
  /** All models, of one kind or of every kind: newest first within a kind. */
  list(kind?: string): Promise<{ card: ModelCard; current: boolean }[]>;
}

/** Creates the registry over a folder, which need not exist. */
export function createModelRegistry(dir: string): ModelRegistry {
  const readCurrentId = async (kind: string) => (await readText(join(dir, checkName(kind), 'current')))?.trim();

  const read = async (kind: string, id: string): Promise<Artefact | NoArtefact> => {
    const folder = join(dir, checkName(kind), checkName(id));
    const cardText = await readText(join(folder, 'card.json'));
    const modelText = await readText(join(folder, 'model.json'));
    if (cardText === undefined && modelText === undefined) return { status: 'no-model' };
    const card = parseCard(cardText ?? '', folder);
    if (modelText === undefined || card.id !== id || hashArtefact(modelText, card) !== id) throw damaged(folder);
    return { status: 'ok', card, model: JSON.parse(modelText) };
  };

  const listKind = async (kind: string) => {
    const current = await readCurrentId(kind);
    const listed: { card: ModelCard; current: boolean }[] = [];
    for (const id of await listFolders(join(dir, checkName(kind)))) {
      const folder = join(dir, kind, id);
      const card = parseCard((await readText(join(folder, 'card.json'))) ?? '', folder);
      listed.push({ card, current: id === current });
    }
    return listed.sort((a, b) => (a.card.trainedAt < b.card.trainedAt ? 1 : -1));
  };

  return {
    async write({ model, card }) {
      const modelText = JSON.stringify(model);
      const complete = modelCardSchema.parse({ ...card, id: hashArtefact(modelText, card) });
      const kindDir = join(dir, complete.kind);
      if ((await read(complete.kind, complete.id)).status === 'ok') return complete;
      await mkdir(kindDir, { recursive: true });
      const draft = await mkdtemp(join(kindDir, '.draft-'));
      await writeSynced(join(draft, 'model.json'), modelText);
      await writeSynced(join(draft, 'card.json'), `${JSON.stringify(complete, null, 2)}\n`);
      await renameUnlessThere(draft, join(kindDir, complete.id));
      return complete;
    },

    async setCurrent(kind, id) {
      if ((await read(kind, id)).status !== 'ok') {
        throw new NocturneError('no-such-model', `There is no model ${id} of kind ${kind}`, {
          hint: '`nocturne models` lists them',
          detail: { kind, id },
        });
      }
      const draft = join(dir, kind, `.current-${randomUUID()}`);
      await writeSynced(draft, `${id}\n`);
      await rename(draft, join(dir, kind, 'current'));
    },

    async readCurrent(kind) {
      const id = await readCurrentId(kind);
      if (id === undefined) return { status: 'no-model' };
      const artefact = await read(kind, id);
      if (artefact.status === 'no-model') throw damaged(join(dir, kind, 'current'));
      return artefact;
    },

    read,

    async list(kind) {
      const kinds = kind === undefined ? await listFolders(dir) : [kind];
      return (await Promise.all(kinds.map(listKind))).flat();
    },
  };
}

/** Kinds and ids become folder names. */
function checkName(name: string): string {
  if (artefactName.safeParse(name).success) return name;
  throw new NocturneError('bad-model-name', `"${name}" is no name of a model or of a kind of models`, {
    hint: 'lower-case letters, digits and hyphens',
  });
}

function parseCard(text: string, folder: string): ModelCard {
  try {
    return modelCardSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, cause);
  }
}

function damaged(path: string, cause?: unknown): NocturneError {
  return new NocturneError('model-artefact-damaged', `The model in ${path} is not what was written there`, {
    hint: `delete ${path} and train again`,
    detail: { path },
    cause,
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Somebody else may have written the same model meanwhile; the same id is the same content. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw thrown;
    await rm(from, { recursive: true });
  }
}

async function listFolders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // Drafts start with a dot and so are no names of artefacts.
    const isArtefact = (name: string) => artefactName.safeParse(name).success;
    return entries.filter((entry) => entry.isDirectory() && isArtefact(entry.name)).map((entry) => entry.name);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
