import { statfs } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { count, formatBytes } from '../../foundation/number-words.ts';
import { type HistoryStock, measureHistory } from '../../telemetry/history/history-stock.ts';
import { historyFolders } from '../open-history.ts';
import { type Finding, note, ok, problem, thrownProblem } from './finding.ts';

type Kept = Pick<Config['retention'], 'historyDays' | 'incidentsDays'>;

/** Days of telemetry that the disk must have room for; with less the doctor warns while there is time to do something. */
const roomDays = 7;

/** How much telemetry is stored, and whether the disk has room for the next days. */
export async function checkHistory({
  state,
  history,
  retention,
}: Pick<Config, 'state' | 'history' | 'retention'>): Promise<Finding[]> {
  try {
    const stock = await measureHistory(historyFolders({ state, history }), Date.now());
    const isEmpty = stock.days === 0 && stock.openBytes === 0;
    if (isEmpty) return [note('history', 'holds nothing yet', 'nocturne sources shows whether telemetry comes')];
    const { bavail, bsize } = await statfs(history.folder ?? state);
    return [...describeStock(stock, retention), ...describeRoom(stock, retention, bavail * bsize)];
  } catch (thrown) {
    return [thrownProblem('history', thrown, 'check who may read the state folder')];
  }
}

const asStored = ({ finishedBytes, rollupBytes, openBytes }: HistoryStock) =>
  formatBytes(finishedBytes + rollupBytes + openBytes);

/** What is stored and how long it is kept, and what may be surprising about that. */
export function describeStock(stock: HistoryStock, { historyDays, incidentsDays }: Kept): Finding[] {
  const { days, first, last, otherFiles } = stock;
  const span = first === null ? 'no finished day yet' : `${count(days, 'finished day')} from ${first} to ${last}`;
  const kept = historyDays === 'never' ? 'old days are never removed' : `${count(historyDays, 'day')} are kept`;
  const findings = [ok('history', `${span}, ${asStored(stock)}; ${kept}`)];
  if (otherFiles > 0) {
    const says = `has ${count(otherFiles, 'file')} that Nocturne did not write; nothing reads or removes them`;
    findings.push(note('history', says, 'move them away'));
  }
  if (historyDays === 'never' || historyDays > incidentsDays) {
    const says = `outlives incidents, which are kept for ${count(incidentsDays, 'day')}: a training on older telemetry takes their faults for ordinary`;
    findings.push(note('history', says, 'raise retention.incidentsDays, or train on newer telemetry'));
  }
  return findings;
}

/** A full disk stops everything, and old days only make room once there are as many as are kept. */
export function describeRoom({ days, bytesPerDay }: HistoryStock, { historyDays }: Kept, free: number): Finding[] {
  if (bytesPerDay === null) return [];
  const growing = historyDays === 'never' ? roomDays : Math.min(roomDays, Math.max(1, historyDays - days));
  const says = `${formatBytes(free)} free, and the telemetry of a day takes ${formatBytes(bytesPerDay)}`;
  if (free >= growing * bytesPerDay) return [ok('disk', says)];
  const todo = 'make room, lower retention.historyDays, or let senders send less often';
  return [problem('disk', `${says}: it is full within ${count(growing, 'day')}`, todo)];
}
