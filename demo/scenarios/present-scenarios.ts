import type { Setting } from '../setting.ts';
import { createScenarioRuns, type ScenarioRuns } from './scenario-runs.ts';

/** Lets people start and end the scenarios of the simulated network on the page of the workspace. `tell` hears what becomes of each. */
export function presentScenarios(
  { network, bot, workspace }: Pick<Setting, 'network' | 'bot' | 'workspace'>,
  tell: (line: string) => void,
): ScenarioRuns {
  const runs = createScenarioRuns({
    ...{ network, bot, scenarios: network.world.spec.scenarios, clock: Date.now },
    onFault: ({ places }, name) => tell(`fault: ${name} at ${places.map(({ device }) => device).join(' and ')}`),
  });
  runs.onChange(() => {
    const { run } = runs.read();
    tell(run ? `${run.name}: ${run.says}` : 'no scenario runs; start one on the page, under Scenarios');
  });
  workspace.present(runs);
  return runs;
}
