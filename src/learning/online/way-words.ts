import { sureFrom } from '../../diagnosis/cause-ways.ts';
import { count } from '../../foundation/number-words.ts';
import type { NamingWay, WayChoice } from './choose-way.ts';

const sure = String(sureFrom).replace(/^0/, '');

/** Who names causes, as the subject of a clause. */
export const wayWords = {
  rules: 'rules',
  'rules-unless-sure': `rules unless the model is surer than ${sure}`,
  'forest-with-rules': 'a model that is told what rules say',
  forest: 'a model alone',
  'package-forest': 'a model of ml-random-forest alone',
} as const satisfies Record<NamingWay, string>;

/**
 * About how many labels it takes until something better than this way is to be expected. Read off `bench ways` on an IP core network whose rules are right
 * on 77 % (ten orders of the labels, seeds 501 to 510; the table stands in docs/backtesting.md): rules unless the model is sure beat the rules in each order
 * from 60 labels on, and a model that is told what they say is better than that in the mean from 400 on. A model alone was not better than one that is told,
 * with up to 1,000. Rules that are right on 88 % take more: 400 labels in the worst order. So the numbers say what to expect, and later labels decide.
 */
export const labelsWanted: Partial<Record<NamingWay, number>> = { rules: 60, 'rules-unless-sure': 400 };

/** Who names causes, and how many labels teach a model. Plain JSON. */
export interface CauseNaming {
  way: NamingWay;
  /** Labels of incidents of which it is kept what they looked like, and what rules said of them. */
  labels: number;
}

/** Who names causes and how far labels are from changing that, as a clause: `rules, 40 of about 60 labels`. */
export function describeNaming({ way, labels }: CauseNaming): string {
  const wanted = labelsWanted[way];
  if (wanted === undefined) return `${wayWords[way]}, ${count(labels, 'label')}`;
  if (labels < wanted) return `${wayWords[way]}, ${labels} of about ${wanted} labels`;
  return `${wayWords[way]}, ${count(labels, 'label')}: on later ones nothing else was better yet`;
}

/** What each way reached on the same labels: `of 48 later labels rules had 40 right, rules unless the model is surer than .7 44`. */
export function describeChoice({ labels, right }: WayChoice): string {
  const each = right.map(({ way, right: many }, i) => `${wayWords[way]} ${i === 0 ? `had ${many} right` : many}`);
  return `of ${count(labels, 'later label')} ${each.join(', ')}`;
}
