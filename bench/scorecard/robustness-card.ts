import { peers } from '../../src/models/evaluation/peers.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';
import { areaOf, byCombined, byPeer, type Judge, judgeAll } from './judged-sets.ts';
import { perturbations } from './perturbations.ts';

/** How one detector holds on one set when the set changes in ways that tell nothing of its faults. Areas under precision and recall. */
export interface RobustnessLine {
  name: string;
  nominal: number;
  /** Each third of the judged time by itself: mean and lowest. */
  thirds: { mean: number; lowest: number };
  /** By perturbation, in their order; NaN where one makes no sense. */
  perturbed: number[];
}

/** Peers that take a minute for all of it; the forests take hours, and none of them leads on a set. */
const quickPeers = ['largest z', 'mean z²', 'reconstruction, 90 %', 'z from the last 30'];

const parts = 3;

/** The quick peers and the combined detector; a peer that makes no sense for the set is left out. */
export function measureRobustness(
  entities: DetectionEntity[],
  log: (line: string) => void = () => {},
): RobustnessLine[] {
  const judges: [string, Judge][] = peers
    .filter(({ name }) => quickPeers.includes(name))
    .map((peer): [string, Judge] => [peer.name, byPeer(peer)]);
  return [...judges, ['**combined**', byCombined] as const].flatMap(([name, judge]) => {
    log(name);
    return measure(name, judge, entities) ?? [];
  });
}

function measure(name: string, judge: Judge, entities: DetectionEntity[]): RobustnessLine | undefined {
  const nominal = judgeAll(judge, entities);
  if (!nominal) return undefined;
  const thirds = Array.from({ length: parts }, (_, k) => areaOf(nominal, k / parts, (k + 1) / parts)).filter(
    (area) => !Number.isNaN(area),
  );
  const perturbed = perturbations.map(({ change }) =>
    areaOf(
      judgeAll(
        judge,
        entities.flatMap((entity) => change(entity) ?? []),
      ) ?? [],
    ),
  );
  return {
    ...{ name, nominal: areaOf(nominal), perturbed },
    thirds: { mean: thirds.reduce((sum, area) => sum + area, 0) / thirds.length, lowest: Math.min(...thirds) },
  };
}
