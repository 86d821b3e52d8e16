import { basename, join } from 'node:path';
import { damaged, listFolders, readIfThere, unreadable } from './folder-files.ts';
import { hashArtefact, type ModelCard, modelCardSchema } from './model-card.ts';

/** A model that was read. `model` is what was written: parsed JSON, or bytes. */
export interface Artefact {
  status: 'ok';
  card: ModelCard;
  model: unknown;
}

export interface NoArtefact {
  status: 'no-model';
}

export const artefactMissing: NoArtefact = { status: 'no-model' };

/** Reads and checks the model in a folder. Throws `model-artefact-damaged` when its files can't be read or are not what was written. */
export async function readArtefact(folder: string): Promise<Artefact | NoArtefact> {
  const [cardText, text, bytes] = await Promise.all(
    ['card.json', 'model.json', 'model.bin'].map((name) => readFrom(folder, name)),
  );
  const content = text ?? bytes;
  if (!cardText && !content) return artefactMissing;
  const { card, written } = parseCard(cardText, folder);
  // The text itself is hashed, so that cards of older versions, which hold less, keep their ids.
  if (!content || card.id !== basename(folder) || hashArtefact(content, written) !== card.id) throw damaged(folder);
  return { status: 'ok', card, model: text ? JSON.parse(String(text)) : new Uint8Array(content) };
}

/** The cards of the models in a folder, and why one can't be read; what holds no card is no model. */
export async function listCards(home: string): Promise<{ cards: ModelCard[]; damages: unknown[] }> {
  const folders = (await listFolders(home)).map((name) => join(home, name));
  const read = await Promise.allSettled(
    folders.map(async (folder) => {
      const text = await readIfThere(join(folder, 'card.json')).catch((cause) =>
        Promise.reject(damaged(folder, cause)),
      );
      return text && parseCard(text, folder).card;
    }),
  );
  return {
    cards: read.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])),
    damages: read.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
  };
}

async function readFrom(folder: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readIfThere(join(folder, name));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function parseCard(text: Buffer | undefined, folder: string): { card: ModelCard; written: object } {
  try {
    const written = JSON.parse(String(text));
    return { card: modelCardSchema.parse(written), written };
  } catch (cause) {
    throw damaged(folder, cause);
  }
}
