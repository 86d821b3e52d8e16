import { findIncident, type IncidentReport, readIncident } from '../../demo/incident-report.ts';
import type { Setting } from '../../demo/setting.ts';

/** What was seen of a story from outside, at some moment. */
interface Glance {
  at: number;
  /** Whether the product said that it is ready. */
  ready: boolean;
  /** Changes whenever the story goes on. */
  step: string;
  running: boolean;
}

/** Looks at a story all the time. */
export interface Watch {
  /** Seconds from then until the story went on; null when it did not any more. */
  secondsUntilProgress(since: number): number | null;
  /** Longest time without a break in which a plan was running, in seconds. */
  longestRunning(): number;
  /** Whether the product ever said that it is not ready, once the story had begun. */
  wasUnready(): boolean;
  stop(): void;
}

const everyMs = 200;

/** Watches the first incident since then. A product that does not answer is not ready, and its story stands. */
export function watchStory({ bot }: Setting, since: number): Watch {
  const glances: Glance[] = [];
  let stopped = false;
  let step = '';
  let running = false;

  async function glance(): Promise<void> {
    const { ready = false } = (await bot.health().catch(() => undefined)) ?? {};
    const id = await findIncident(bot, since).catch(() => undefined);
    const report = id === undefined ? undefined : await readIncident(bot, id).catch(() => undefined);
    if (report) {
      step = describeStep(report);
      running = report.plans.some(({ state }) => state === 'running');
    }
    glances.push({ at: Date.now(), ready: ready === true, step, running });
  }

  async function look(): Promise<void> {
    while (!stopped) {
      await glance();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
  void look();

  return {
    secondsUntilProgress(from) {
      const before = glances.findLast(({ at }) => at <= from)?.step ?? '';
      const next = glances.find(({ at, step: now }) => at > from && now !== before);
      return next ? (next.at - from) / 1000 : null;
    },
    longestRunning() {
      let longest = 0;
      let begun: number | null = null;
      for (const { at, running: runs } of glances) {
        begun = runs ? (begun ?? at) : null;
        if (begun !== null) longest = Math.max(longest, at - begun);
      }
      return longest / 1000;
    },
    wasUnready: () => glances.some(({ ready }) => !ready),
    stop: () => {
      stopped = true;
    },
  };
}

function describeStep({ incident, diagnosis, decision, plans }: IncidentReport): string {
  const each = plans.map(({ id, state, votes }) => `${id} ${state} ${votes.length}`);
  return [incident.id, incident.state, diagnosis?.at ?? '', decision?.kind ?? '', ...each].join(' ');
}
