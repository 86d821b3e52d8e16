import { NocturneError } from '../errors.ts';
import type { ModelCard, ModelKey } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { Duel } from './gate.ts';
import type { AnyKind, LearningSettings } from './kind.ts';
import type { Rehearsal } from './rehearsal.ts';

interface Champion {
  card: ModelCard;
  model: unknown;
}

/** Whether a model is the one in use now, and why. */
export interface Promotion {
  promoted: boolean;
  reason: string;
}

/**
 * Asks the gate of its kind about a model that was written, and makes it champion or challenger. `comparing` is called before it is compared with
 * the one in use.
 */
export async function decide(
  { key, kind, card }: { key: ModelKey; kind: AnyKind; card: ModelCard },
  rehearsal: Rehearsal,
  options: { registry: ModelRegistry; settings: LearningSettings; comparing(): void },
): Promise<Promotion> {
  const { registry, settings } = options;
  const { id, metrics } = card;
  const against = (await registry.aliases(key)).champion;
  const champion = await readChampion(registry, key, kind);
  if (champion?.card.id === id) return { promoted: true, reason: 'already in use' };
  options.comparing();
  const { decision, reason } = kind.gate(metrics, champion && fight(kind, { champion, card, rehearsal, settings }));
  const mover = { by: 'gate', at: Date.parse(card.trainedAt), reason };
  if (decision === 'promote') {
    const isStillInUse = await registry.promote(key, id, mover, { against });
    // Another process was faster: the model has to pass its gate against what is in use now.
    return isStillInUse ? { promoted: true, reason } : decide({ key, kind, card }, rehearsal, options);
  }
  await registry.challenge(key, id, mover);
  const hint = champion
    ? ''
    : `; no model is in use: \`nocturne models promote ${key.kind} ${id}\` uses this one anyway`;
  return { promoted: false, reason: `${reason}${hint}` };
}

/** A model whose files are damaged can't be used, and so it is none. */
async function readChampion(registry: ModelRegistry, key: ModelKey, kind: AnyKind): Promise<Champion | null> {
  try {
    const found = await registry.readChampion(key);
    if (found.status === 'no-model') return null;
    return { card: found.card, model: kind.fromArtefact(found.model, found.card.id) };
  } catch (thrown) {
    if (thrown instanceof NocturneError && thrown.code === 'model-artefact-damaged') return null;
    throw thrown;
  }
}

/** Both models on the later rows, as far as they came after all that the one in use has learned from. */
function fight(
  kind: AnyKind,
  {
    champion,
    card: { dataHash, metrics },
    rehearsal: { model, trial, cutAt },
    settings,
  }: { champion: Champion; card: ModelCard; rehearsal: Rehearsal; settings: LearningSettings },
): Duel {
  // The same data: the later rows were the same, and neither had learned from them when it was measured.
  if (champion.card.dataHash === dataHash) return { challenger: metrics, champion: champion.card.metrics };
  const after = Math.max(cutAt, champion.card.span?.to ?? Number.POSITIVE_INFINITY);
  const rows = { ...trial, later: kind.between(trial.later, after, Number.POSITIVE_INFINITY) };
  return {
    challenger: kind.evaluate(model, rows, settings),
    champion: kind.evaluate(champion.model, rows, settings),
  };
}
