import { describeDifference } from './configurations.ts';
import type { LabStoryReport } from './play-lab-story.ts';

/** A table in Markdown, one row for each story. Seconds are from the fault. */
export function describeStories(reports: readonly LabStoryReport[]): string {
  const header = [
    'story',
    'verdict',
    'detected',
    'plan',
    'lines done',
    'recovered',
    'ended',
    'plan is',
    'other incidents',
    'configuration',
  ];
  const rows = reports.map((report) => {
    const { story, verdict, detected, plan, lines, recovered, ended, state, followUp, others, difference } = report;
    const outcome = [state ?? 'no plan', ...(followUp ? [`taken back: ${followUp.state}`] : [])].join('; ');
    const times = [detected, plan, lines, recovered, ended].map((time) => (time === null ? '-' : time.toFixed(1)));
    return [story, verdict ?? '-', ...times, outcome, others.join(', ') || '-', describeDifference(difference)];
  });
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
