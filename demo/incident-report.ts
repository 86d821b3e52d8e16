import type { BotProcess } from './bot-process.ts';

/** What the product's API says about one incident; only what a story needs. */
export interface IncidentReport {
  incident: {
    id: string;
    state: string;
    openedAt: number;
    resolvedAt: number | null;
    verdict: { cause: string; symptom: string; place: PlaceJson; confidence: number } | null;
  };
  diagnosis: { at: number; conclusive: boolean } | null;
  /** What the agents ended in. */
  decision: { kind: string; reason: string } | null;
  plans: PlanReport[];
}

export interface PlanReport {
  id: string;
  state: string;
  content: { playbook: string; approvals: number };
  times: { approvedAt: number | null; executedAt: number | null; recoveredAt: number | null } | null;
  votes: { user: string; decision: string; at: number }[];
}

export interface PlaceJson {
  device: string;
  interface: string | null;
}

/** An anomaly may be dated by its first sample, a little before the fault was told. */
export const dateToleranceMs = 1000;

/** The first incident that was opened since then. */
export async function findIncident(bot: Pick<BotProcess, 'read'>, since: number): Promise<string | undefined> {
  const incidents = await bot.read<IncidentReport['incident'][]>('/api/v1/incidents');
  return incidents.findLast(({ openedAt }) => openedAt >= since - dateToleranceMs)?.id;
}

export function readIncident(bot: Pick<BotProcess, 'read'>, id: string): Promise<IncidentReport> {
  return bot.read<IncidentReport>(`/api/v1/incidents/${id}`);
}

const finalStates = ['verified', 'rolled-back', 'failed', 'rejected', 'expired', 'superseded', 'cancelled'];

export const isFinal = ({ state }: PlanReport) => finalStates.includes(state);

/** Whether nothing more will come: the plan has ended and, when it helped, the incident too. */
export function isOver({ incident, plans }: IncidentReport): boolean {
  const last = plans.at(-1);
  if (!last || !isFinal(last)) return false;
  return last.state !== 'verified' || incident.state === 'resolved';
}

/** Asks again and again until there is an answer; undefined when time is up. A bot that is being restarted answers nothing. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  withinMs: number,
  pollMs = 150,
): Promise<T | undefined> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return undefined;
}
