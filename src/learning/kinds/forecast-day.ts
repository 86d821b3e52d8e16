import { type DayScore, gatherHours, scoreDayMethods } from '../../diagnosis/forecasting/day-trial.ts';
import {
  countValues,
  type ForecastData,
  forecastExtent,
  forecastSeriesBetween,
} from '../../diagnosis/forecasting/forecast-series.ts';
import {
  type DayMethod,
  dayBefore,
  dayCandidates,
  dayMethods,
  weekBefore,
} from '../../models/forecasting/day/day-methods.ts';
import type { ModelMetric } from '../../models/registry/model-card.ts';
import { forecastSubjects, metricOfSubject } from '../forecast-subjects.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';
import { readStoredMethod } from '../stored-method.ts';

/** How one metric is forecast at any place, a day ahead by the hour. */
export interface ForecastDay {
  method: DayMethod;
}

export const forecastDay: ModelKind<ForecastDay, ForecastData> = {
  kind: 'forecast-day',
  title: 'forecast of a day',
  purpose: 'tells what a metric will probably read in each of the next 24 hours, and between which values',
  subjects: () => [...forecastSubjects],
  dataset: ({ readings }, { subject, seed }) => ({
    data: () => gatherHours(readings, metricOfSubject(subject), { seed }),
  }),
  fit(data) {
    if (!forecastExtent(data)) return { model: null, reason: 'the span holds no values of it' };
    const scores = scoreDayMethods(dayCandidates, { earlier: null, later: data });
    const judged = dayCandidates.filter(({ id }) => scores.get(id)!.share !== null);
    if (judged.length === 0) return { model: null, reason: tooLittle };
    const shareOf = ({ id }: DayMethod) => scores.get(id)!.share!;
    return { model: { method: judged.reduce((best, one) => (shareOf(one) < shareOf(best) ? one : best)) } };
  },
  extent: forecastExtent,
  between: forecastSeriesBetween,
  evaluate(model, trial) {
    const scores = scoreDayMethods(dayMethods, trial);
    const others = dayMethods.filter(({ id }) => id !== model?.method.id);
    const measured = (name: string, of: keyof DayScore, beside: readonly DayMethod[]): ModelMetric => {
      const reached = ({ id }: DayMethod) => (model ? scores.get(id)![of] : null);
      const baselines = Object.fromEntries(beside.map((one) => [one.name, reached(one)]));
      return { name, better: 'lower', value: model && reached(model.method), baselines };
    };
    return [
      measured('relative error of hours a day ahead', 'share', others),
      measured('90 % bands off by', 'bandOff', [dayBefore]),
    ];
  },
  gate(scores, duel) {
    if (!duel && scores[0]?.value === null)
      return { decision: 'keep', reason: 'not measured, and forecasts that need no training are there' };
    const { decision, reason } = gateByMetrics(scores, duel);
    const method = methodBeside(scores);
    return { decision, reason: method ? `${reason}; measured with the ${method.name}` : reason };
  },
  toArtefact: ({ method }) => ({ method: method.id }),
  fromArtefact: (stored) => ({ method: readStoredMethod(stored, dayMethods, 'A forecast of a day') }),
  card({ method }, data) {
    const { series, places, steps } = data;
    const learned = series.reduce((sum, one) => sum + one.values.length, 0);
    const part =
      learned < steps ? ` Of ${places} places and ${steps} hours, ${series.length} and ${learned} taught.` : '';
    const tried = dayCandidates.map(({ name }) => name).join(', ');
    return {
      method: `The ${method.name}, which missed least of: ${tried}. The band is split conformal prediction (Vovk, Gammerman and Shafer 2005) on what forecasts of the last two weeks missed at each place. Means of hours of UTC, 24 ahead.${part}`,
      split:
        'measured on the last 30 % of the time after choosing on the first 70 %; the model in use is chosen on all of it',
      trainingRows: countValues(data),
      features: [method.name],
      classes: [],
      notGoodFor: [
        'changes that nothing announces',
        'the days after clocks were changed, because hours are those of UTC',
        'places with less than three days of values in the last seven',
        ...(method !== weekBefore ? ['weekends that differ from working days'] : []),
      ],
    };
  },
};

/** The method that was measured, which may be another than the one that is chosen on all: the one that does not stand beside it. */
const methodBeside = ([deciding]: readonly ModelMetric[]) =>
  dayMethods.find(({ name }) => deciding && !Object.hasOwn(deciding.baselines, name));

const tooLittle =
  'the span holds too few days of values that move: three days of a place teach, and a day more tells which method misses less';
