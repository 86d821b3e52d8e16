import { type CauseModel, causeColumnNames, causeModelFromJSON } from '../../diagnosis/cause-model.ts';
import {
  type CauseData,
  createCauseRows,
  fitCauseForest,
  scoreCauses,
  teachesCauses,
} from '../../diagnosis/cause-training.ts';
import { toMlForestJson } from '../../models/ml-forest-json.ts';
import { wholeNetwork } from '../../models/registry/model-card.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';

export const causes: ModelKind<CauseModel, CauseData> = {
  kind: 'causes',
  title: 'cause forest',
  purpose: 'names the cause of an anomaly and the place where it acts',
  formerFolder: 'causes',
  needs: ['detection'],
  namesCauses: true,
  subjects: () => [wholeNetwork],
  dataset(span, { seed }) {
    const rows = createCauseRows({ ...span, seed });
    return { moment: rows.moment, data: rows.gathered };
  },
  fit(data, { seed, progress }) {
    if (data.classes.length < 2) return { model: null, reason: 'the training data have no labels' };
    if (!teachesCauses(data)) return { model: null, reason: 'no place that sends telemetry has a labelled fault' };
    return { model: { id: 'new', ...fitCauseForest(data, { seed, onTree: progress }) } };
  },
  extent: ({ rows }) => (rows.length > 0 ? { from: rows[0]!.at, to: rows.at(-1)!.at } : null),
  between: (data, after, until) => ({ ...data, rows: data.rows.filter(({ at }) => at > after && at <= until) }),
  evaluate(model, { later }) {
    const scores = model && later.rows.length > 0 ? scoreCauses(model, later) : null;
    const baselines = { 'rule on the worst metric': scores?.rule ?? null, 'always none': scores?.majority ?? null };
    return [{ name: 'macro F1', better: 'higher', value: scores?.forest ?? null, baselines }];
  },
  gate: gateByMetrics,
  toArtefact: ({ layout, classes, forest, way }) => ({ layout, classes, forest, ...(way && { way }) }),
  fromArtefact: (stored, id) => causeModelFromJSON(id, stored),
  exportAs: {
    format: 'JSON of ml-random-forest 2.1',
    write: (model) => ({
      ...toMlForestJson(model.forest),
      ...{ classes: model.classes, features: causeColumnNames(model) },
    }),
  },
  card: (model, { rows }) => ({
    method:
      'Random forest (Breiman 2001; 100 trees, depth 20, balanced classes) over deviations from usual around a place.',
    split: 'measured on the last 30 % of the time after training on the first 70 %; the model in use is trained on all',
    trainingRows: rows.length,
    features: causeColumnNames(model),
    classes: model.classes,
    notGoodFor: ['causes without labels', 'two faults at once near each other'],
  }),
};
