import { followToTheEnd, plansOf } from '../../follow-up.ts';
import { type IncidentReport, isFinal, isOver, type PlanReport, readIncident, until } from '../../incident-report.ts';
import { decide } from '../../story.ts';
import { type LabFault, makeFault, placesOf } from '../faults/faults.ts';
import { compareConfigurations, readConfigurations } from './configurations.ts';
import type { LabSetting } from './lab-setting.ts';
import type { LabStory } from './lab-stories.ts';

/** What became of a fault. Seconds are from the fault; null for what did not happen. */
export interface LabStoryReport {
  story: string;
  incident: string | null;
  verdict: string | null;
  detected: number | null;
  plan: number | null;
  lines: number | null;
  recovered: number | null;
  ended: number | null;
  state: string | null;
  followUp: { state: string; ended: number | null } | null;
  /** Verdicts of incidents that were opened meanwhile at other places. */
  others: string[];
  /** Lines of configuration that differ from before the fault when the plan, or what followed it, has ended. */
  difference: Record<string, string[]>;
}

const incidentWithinMs = 120_000;
const planWithinMs = 90_000;
const endWithinMs = 300_000;

/** Makes the fault, lets the personas approve, and waits for the end. Whatever was broken is mended when this returns. */
export async function playLabStory(
  setting: LabSetting,
  story: LabStory,
  tell: (line: string) => void,
): Promise<LabStoryReport> {
  const { spec, bot } = setting;
  const before = await readConfigurations(spec);
  const since = Date.now();
  const seconds = (at: number | null | undefined) => (at == null ? null : Math.round((at - since) / 100) / 10);
  tell(`fault: ${JSON.stringify(story.fault)}`);
  const undo = await makeFault(spec, story.fault);
  try {
    const id = await until(() => incidentAt(setting, story.fault, since), incidentWithinMs);
    const detected = Date.now();
    const report = emptyReport(story);
    const others = async () =>
      (await openedSince(setting, since))
        .filter((one) => one.id !== id)
        .map((incident) => verdictOf({ incident }) ?? 'no verdict');
    if (!id)
      return {
        ...report,
        others: await others(),
        difference: compareConfigurations(before, await readConfigurations(spec)),
      };
    tell(`incident ${id} after ${seconds(detected)} s`);
    const read = () => readIncident(bot, id);
    const planned = await until(async () => (await read()).plans.at(-1), planWithinMs);
    const planAt = planned ? Date.now() : null;
    if (planned) await decide(setting, { decision: 'approve', tell, read });
    await until(async () => (isOver(await read()) ? true : undefined), planned ? endWithinMs : 0);
    const endedAt = planned ? Date.now() : null;
    const followedAt = await follow(setting, story, { read, tell });
    const ended = await read();
    const { main, next } = plansOf(ended, story.followUp);
    tell(`${story.name}: ${main ? `the plan is ${main.state}` : 'no plan'}`);
    return {
      ...report,
      ...{ incident: id, verdict: verdictOf(ended), detected: seconds(detected), plan: seconds(planAt) },
      ...{ lines: seconds(main?.times?.executedAt), recovered: seconds(main?.times?.recoveredAt) },
      ...{ ended: seconds(endedAt), state: main?.state ?? null },
      others: await others(),
      followUp: next ? { state: next.state, ended: seconds(followedAt) } : null,
      difference: compareConfigurations(before, await readConfigurations(spec)),
    };
  } finally {
    await undo();
  }
}

/** The incidents that were opened since then, the newest first. */
async function openedSince({ bot }: LabSetting, since: number): Promise<IncidentReport['incident'][]> {
  const incidents = await bot.read<IncidentReport['incident'][]>('/api/v1/incidents');
  return incidents.filter(({ openedAt }) => openedAt >= since);
}

/** The first incident since then at a device of the fault: others have causes of their own, such as a machine that is busy. */
export async function incidentAt(setting: LabSetting, fault: LabFault, since: number): Promise<string | undefined> {
  const devices = placesOf(setting.spec, fault).map(({ device }) => device);
  const opened = await openedSince(setting, since);
  return opened.findLast(({ verdict }) => devices.includes(verdict?.place.device ?? ''))?.id;
}

const emptyReport = ({ name }: LabStory): LabStoryReport => ({
  ...{ story: name, incident: null, verdict: null, detected: null, plan: null, lines: null },
  ...{ recovered: null, ended: null, state: null, followUp: null, others: [], difference: {} },
});

async function follow(
  setting: LabSetting,
  { followUp }: LabStory,
  { read, tell }: { read: () => Promise<IncidentReport>; tell: (line: string) => void },
): Promise<number | null> {
  if (followUp === undefined || plansOf(await read(), followUp).main?.state !== 'verified') return null;
  await followToTheEnd({
    playbook: followUp,
    read,
    tell,
    decide: () => decide(setting, { decision: 'approve', tell, read }),
  });
  const next: PlanReport | undefined = plansOf(await read(), followUp).next;
  return next && isFinal(next) ? Date.now() : null;
}

function verdictOf({ incident: { verdict } }: Pick<IncidentReport, 'incident'>): string | null {
  if (!verdict) return null;
  const { cause, place, confidence } = verdict;
  return `${cause} at ${place.device}${place.interface ? ` ${place.interface}` : ''} (${confidence.toFixed(2)})`;
}
