import { isCauseId } from '../../domain/cause.ts';
import type { Topology } from '../../domain/device.ts';
import type { KeptEvidence } from '../../incidents/evidence-fact.ts';
import { causes } from '../../learning/kinds/causes.ts';
import { readKnownLabels } from '../../learning/known-labels.ts';
import { incidentsOf, type Lessons, lessonsOf, readEvidence } from '../../learning/online/lessons.ts';
import { usualOnline } from '../../learning/online/online-learner.ts';
import { trainPackageForests } from '../../learning/online/package-forests.ts';
import { teach } from '../../learning/online/teach.ts';
import { describeChoice } from '../../learning/online/way-words.ts';
import { openModels } from '../../learning/open-models.ts';
import { hashTrainingData, wholeNetwork } from '../../models/registry/model-card.ts';
import type { Store } from '../../store/store.ts';
import type { TaughtChallenger } from './challenge-facts.ts';
import type { Trained } from './train-from-file.ts';
import type { OnTrainingProgress, TrainingOrder } from './training-order.ts';

/** What a challenger is fitted on, and where it is written to. Plain JSON. */
export interface TeachOrder extends Lessons, Pick<TrainingOrder, 'modelsDir' | 'seed' | 'trainedAt' | 'libraries'> {
  topology: Topology;
  /** Labels that became known from then on count more; milliseconds since 1970. Null: all count the same. */
  since: number | null;
  /** Labels that become known later than this are new to the challenger. */
  from: number;
  /** What incidents without a label looked like, to count what the labels changed. */
  others: KeptEvidence[];
}

/** What became of it; `taught` is null when the labels taught nothing. Plain JSON. */
export interface TaughtByLabels extends Trained {
  taught: TaughtChallenger | null;
}

/** A test passes what the child of ml-random-forest runs, and for how long. */
type PackageOptions = Omit<Parameters<typeof trainPackageForests>[1], 'topology' | 'seed'>;

/** So many incidents without a label are judged, the latest. */
const mostOthers = 300;

/** Reads what is known of labelled incidents, and how others looked. */
export async function readLessons(
  store: Pick<Store, 'facts' | 'incidents'>,
): Promise<Pick<TeachOrder, 'lessons' | 'leftOut' | 'others' | 'from'>> {
  const known = await readKnownLabels(store);
  const labels = known.labels.slice(-usualOnline.remembered);
  const latest = [...known.unconfirmed].sort((a, b) => b.openedAt - a.openedAt).slice(0, mostOthers);
  const evidence = await readEvidence(store.facts, incidentsOf(labels));
  const others = [
    ...(
      await readEvidence(
        store.facts,
        latest.map(({ id }) => id),
      )
    ).values(),
  ];
  const from = labels.at(-1)?.knownAt ?? 0;
  return { ...lessonsOf(labels, evidence, isCauseId), others, from };
}

/**
 * Fits a challenger on labels and writes it beside the model in use, which stays. Heavy: run it in a worker thread. The same lessons and seed give the
 * same model, so a training that was killed in the middle may be done again.
 */
export async function teachChallenger(
  order: TeachOrder,
  onProgress: OnTrainingProgress,
  packageOptions: PackageOptions = {},
): Promise<TaughtByLabels> {
  const { lessons, leftOut, topology, since, from, others, seed, modelsDir } = order;
  const key = { kind: causes.kind, subject: wholeNetwork };
  const note = `fitting a challenger of the ${causes.title} on labels`;
  onProgress(0, 1, `${note}, first with ml-random-forest in a process of its own`);
  const packageForests = await trainPackageForests(lessons, { topology, seed, ...packageOptions });
  const progress = (share: number) => onProgress(share, 1, note);
  const found = teach(lessons, { topology, since, others, seed, packageForests, progress });
  const withoutPackage =
    packageForests.leftOut === null ? '' : `; ml-random-forest was left out: it ${packageForests.leftOut}`;
  const starts = lessons.map(({ label }) => label.start);
  const span = { from: Math.min(...starts), to: Math.max(...lessons.map(({ label }) => label.end)) };
  const places = new Set(lessons.map(({ label }) => `${label.device}\t${label.interface}`)).size;
  const rows = lessons.reduce((sum, { evidence }) => sum + evidence.places.length, 0);
  const data = { readings: rows, places, ...span, labels: lessons.length, outsideInventory: 0, leftOut };
  if ('reason' in found) {
    const untaught = {
      ...key,
      id: null,
      metrics: [],
      promoted: false,
      reason: `not trained: ${found.reason}${withoutPackage}`,
    };
    return { models: [untaught], data, taught: null };
  }
  const registry = openModels(modelsDir);
  const { id } = await registry.write({
    model: causes.toArtefact({ id: 'new', ...found.model }),
    card: {
      ...{ ...key, seed, trainedAt: order.trainedAt, libraries: order.libraries, span, metrics: [] },
      ...causes.card({ id: 'new', ...found.model }, found.data),
      split:
        'trained on labelled incidents as they looked when their cause was named; compared with the model in use, in its shadow, on labels that came later',
      dataHash: hashTrainingData([JSON.stringify([lessons, since, topology.links])]),
    },
  });
  const { labels, fresh, judged, effects, choice } = found;
  const why = since === null ? '' : ` because the error had risen, ${fresh} of them since then, which count more`;
  const compared = choice ? ` (${describeChoice(choice)})` : '';
  const reason = `trained on ${labels} labels${why}${compared}; it judges in the shadow of what names causes now${withoutPackage}`;
  await registry.challenge(key, id, { by: 'gate', at: Date.parse(order.trainedAt), reason });
  const learned = lessons.flatMap(({ label }) => label.incidentId ?? []);
  return {
    models: [{ ...key, id, metrics: [], promoted: false, reason }],
    data,
    taught: {
      ...{ modelId: id, from, learned, labels, fresh, judged, effects, choice },
      ...(packageForests.leftOut !== null && { packageLeftOut: packageForests.leftOut }),
    },
  };
}
