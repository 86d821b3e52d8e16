import type { HistoryQuestion } from '../../src/domain/history-table.ts';
import { questionFor } from '../../src/questions/answer-question.ts';
import { features } from '../../src/questions/kinds/features.ts';
import type { Span } from '../../src/questions/question-kind.ts';

/** What is measured: the product's question for the rolling features of every series, summed up. */
export const featuresQuestion = (span: Span): HistoryQuestion =>
  questionFor(features, {
    ...{ devices: null, interface: null, metric: null, compared: null, places: 'all places', span },
  });

export const queryName = features.name;
