import { isFinal } from '../../src/domain/plan.ts';
import { createLog } from '../../src/log.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { openMemoryStore } from '../devices/open-memory-store.ts';
import { type CrashPoint, crashPointsOf } from './crash-points.ts';
import { approvePlan, changeLines, describeConfiguration, openDrainStory, person } from './drain-story.ts';

export type Choice = 'continue' | 'roll-back';

/** What became of a plan whose process was killed once. */
export interface CrashResult {
  point: string;
  /** The state in which the next process left the plan by itself. */
  found: string;
  /** What a person chose, where one was asked. */
  choice: Choice | null;
  end: string;
  /** Lines that altered the configuration, from the devices' own logs. */
  changeLines: string[];
  /** Whether the devices are as before, fully changed, or neither. */
  configuration: 'as before' | 'changed' | 'mixed';
  auditOk: boolean;
}

/** Kills a process at every point of an execution, and starts the next one. `only` picks points by name. */
export async function runCrashPoints(options: { only?: (name: string) => boolean } = {}): Promise<CrashResult[]> {
  const store = await openMemoryStore({ log: createLog({ level: 'silent' }), clock: Date.now });
  try {
    const results: CrashResult[] = [];
    const points = await readPoints(store);
    for (const point of points.filter(({ name }) => options.only?.(name) ?? true)) {
      const result = await runPoint(store, point, 'roll-back');
      results.push(result);
      if (result.choice !== null) results.push(await runPoint(store, point, 'continue'));
    }
    return results;
  } finally {
    await store.close();
  }
}

async function readPoints(store: OpenStore): Promise<CrashPoint[]> {
  const story = await openDrainStory(store);
  try {
    return crashPointsOf(await approvePlan(story));
  } finally {
    await story.devices.close();
  }
}

async function runPoint(store: OpenStore, point: CrashPoint, wanted: Choice): Promise<CrashResult> {
  const story = await openDrainStory(store);
  try {
    const plan = await approvePlan(story);
    story.devices.seen();
    const first = story.start(point.makeHit());
    const outlived = await Promise.race([
      first.killed.then(() => false),
      first.changes.advance(plan.id).then(
        () => true,
        () => false,
      ),
    ]);
    first.close();
    if (outlived) throw new Error(`The process never came to "${point.name}"`);
    const next = story.start(() => false);
    await next.changes.reconcile();
    const found = (await next.changes.advance(plan.id))?.state ?? 'gone';
    const choice = found === 'unknown' ? wanted : null;
    if (choice) {
      await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U2'), choice });
      await next.changes.advance(plan.id);
    }
    next.close();
    const end = (await store.plans.get(plan.id))!.state;
    const audit = await store.audit.verify();
    const told = (await store.audit.list({ subject: plan.id })).some(({ action }) => action === `plan.${end}`);
    return {
      ...{ point: point.name, found, choice, end },
      changeLines: changeLines(story.devices),
      configuration: describeConfiguration(story.devices),
      auditOk: audit.ok && told && isFinal(end),
    };
  } finally {
    await story.devices.close();
  }
}
