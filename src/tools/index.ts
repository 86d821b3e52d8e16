import { classifyCause } from './classify-cause.ts';
import { getConfigChanges } from './get-config-changes.ts';
import { getForecast } from './get-forecast.ts';
import { getIncident } from './get-incident.ts';
import { getNeighbours } from './get-neighbours.ts';
import { listPlaybooks } from './list-playbooks.ts';
import { proposePlan } from './propose-plan.ts';
import { queryMetrics } from './query-metrics.ts';
import { recommendRoute } from './recommend-route.ts';
import { runShowCommand } from './run-show-command.ts';
import type { AgentName, Tool } from './tool.ts';

/** Every tool that a language model can be given. A test compares this list with the folder. */
export const tools = [
  classifyCause,
  getConfigChanges,
  getForecast,
  getIncident,
  getNeighbours,
  listPlaybooks,
  proposePlan,
  queryMetrics,
  recommendRoute,
  runShowCommand,
] as const satisfies readonly Tool[];

/** The tools that an agent is given. */
export const toolsOf = (agent: AgentName): readonly Tool[] =>
  tools.filter(({ agents }: Tool) => agents.includes(agent));
