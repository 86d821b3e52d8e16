import { type Detection, detection } from '../learning/kinds/detection.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';

/** So many models that were in use before are looked at. */
const mostFormer = 5;

/** The detectors that were in use before the one that is, oldest first; those that can't be read are left out. */
export async function readFormer(registry: ModelRegistry): Promise<Detection[]> {
  const key = { kind: detection.kind, subject: wholeNetwork };
  const changes = await registry.history(key).catch(() => []);
  const current = changes.at(-1)?.aliases.champion;
  const champions = changes.flatMap(({ aliases }) => aliases.champion ?? []);
  const ids = new Set(champions.filter((id) => id !== current));
  const former: Detection[] = [];
  for (const id of [...ids].slice(-mostFormer)) {
    const read = async () => {
      const found = await registry.read(key, id);
      return found.status === 'ok' ? [detection.fromArtefact(found.model, id)] : [];
    };
    former.push(...(await read().catch(() => [])));
  }
  return former;
}
