import type { Stage, StageView } from '../../../demo/slack/stage.ts';

/** A stage that shows what a test says, and keeps what people asked of it. */
export function createScriptedStage(given: Partial<StageView> = {}) {
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  let refusal: string | null = null;
  let view: StageView = {
    ...{ heading: 'Simulated network', title: 'Scenarios', sections: [], run: null },
    scenarios: [
      { name: 'latency', title: 'A link becomes slow', end: 'A plan repairs it.' },
      { name: 'loss', title: 'A link loses packets', end: 'No plan can repair it.' },
    ],
    ...{ ending: 'Its fault goes away.', switching: 'latency is ended first.' },
    ...given,
  };
  const note = async (what: string) => {
    if (refusal) throw new Error(refusal);
    asked.push(what);
  };
  const stage: Stage = {
    read: () => view,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (name) => note(`start ${name}`),
    end: () => note('end'),
  };
  return {
    ...{ stage, asked },
    show(more: Partial<StageView>) {
      view = { ...view, ...more };
      for (const listener of listeners) listener();
    },
    refuse(text: string | null) {
      refusal = text;
    },
  };
}
