import type { BotProcess } from '../bot-process.ts';
import { dateToleranceMs, type IncidentReport, isFinal, readIncident } from '../incident-report.ts';
import type { RunFacts } from './run-words.ts';

/** What the product says about the trouble since a fault. */
export interface RunReport extends Pick<RunFacts, 'open' | 'resolved' | 'plan' | 'decision'> {
  /** Plans that are being carried out, or that nobody knows the state of: the network may not change under them. */
  busy: string[];
}

const carriedOut = ['approved', 'running', 'verifying', 'unknown'];

/**
 * Reads incidents and plans. `since` is when the fault began; null where there is none, and then only open incidents of earlier trouble are
 * told. Throws while the product does not answer.
 */
export async function readRun(bot: Pick<BotProcess, 'read'>, since: number | null): Promise<RunReport> {
  // The latest stands first there; people count from the first.
  const all = (await bot.read<IncidentReport['incident'][]>('/api/v1/incidents')).reverse();
  const isOpen = ({ state }: { state: string }) => state !== 'resolved';
  const own = since === null ? [] : all.filter(({ openedAt }) => openedAt >= since - dateToleranceMs);
  const reports = await Promise.all(own.map(({ id }) => readIncident(bot, id)));
  const plans = reports.flatMap((report) => report.plans);
  const plan = plans.find((each) => !isFinal(each)) ?? plans.at(-1);
  const kinds = reports.flatMap(({ decision }) => decision?.kind ?? []);
  const idsOf = (incidents: { id: string }[]) => incidents.map(({ id }) => id);
  return {
    open: idsOf((since === null ? all : own).filter(isOpen)),
    resolved: idsOf(own.filter((each) => !isOpen(each))),
    plan: plan?.state ?? null,
    decision: kinds.includes('escalate') ? 'escalate' : kinds.some((kind) => kind !== 'plan') ? 'none' : null,
    busy: plans.filter(({ state }) => carriedOut.includes(state)).map(({ id }) => id),
  };
}
