import { type Statement, statements } from '../../src/telemetry/history/history-statements.ts';

/** More than there are series. */
const mostRows = 10_000;

/** The query that is measured: the rolling features of every series, summed up. */
export const featureStatistics = (span: Statement['span']): Statement => statements.featureStatistics(span, mostRows);

export const queryName = 'feature-statistics';
