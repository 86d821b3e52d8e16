import { canonicalMetrics } from '../domain/sample.ts';

/** Metrics that move by themselves; a capacity is set by people. */
const metrics = Object.keys(canonicalMetrics).filter((metric) => metric !== 'bandwidth_mbps');

const subjectOf = (metric: string) => metric.replaceAll('_', '-');

/** What forecasts are learned of: one model for each metric. Names for folders. */
export const forecastSubjects: readonly string[] = metrics.map(subjectOf);

/** The subject that forecasts a metric; null when no model is about it. */
export const forecastSubject = (metric: string) => (metrics.includes(metric) ? subjectOf(metric) : null);

/** The metric that a subject is about, one of {@link forecastSubjects}. */
export const metricOfSubject = (subject: string) => metrics.find((metric) => subjectOf(metric) === subject)!;
