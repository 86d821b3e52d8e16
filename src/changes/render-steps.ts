import type { Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';
import type { PlanContent, PlanStep, PlanTimer } from '../domain/plan.ts';
import { renderLine } from '../network/line-template.ts';
import type { ParameterContext, Parameters, ParameterTypeId } from '../network/parameter-types.ts';
import { spokenDevice } from '../network/session-opening.ts';
import { isMissing, timerGaps, type Vendor } from '../network/vendor.ts';
import type { PlaybookChange, PlaybookLine } from './playbook-file.ts';
import { gapTypes, type Playbook } from './playbooks.ts';

/** Why a plan can't be written. "escalate" is the playbook's own decision, everything else is "refused". */
export interface NoSteps {
  outcome: 'escalate' | 'refused';
  reason: string;
}

export interface RenderOptions {
  playbook: Playbook;
  places: Place[];
  parameters: Parameters;
  preconditions: PlanContent['preconditions'];
  topology: Topology;
  vendors: readonly Vendor[];
  /** Length of the revert timer on the device, or null for none. */
  timerSeconds: number | null;
}

/** What a vendor's part of a playbook says about one place. */
export function changeFor(
  options: Pick<RenderOptions, 'playbook' | 'topology' | 'vendors'>,
  place: Place,
): { change: PlaybookChange; vendor: Vendor } | NoSteps {
  const spoken = spokenDevice(options.topology, options.vendors, place.device);
  if (!spoken)
    return { outcome: 'escalate', reason: `The platform of ${place.device} is not supported: diagnosis only` };
  const part = options.playbook.vendors[spoken.vendor.id];
  if (!part && options.playbook.escalate) return { outcome: 'escalate', reason: options.playbook.escalate };
  if (!part) return { outcome: 'escalate', reason: `The playbook has nothing for ${spoken.vendor.title}` };
  if ('escalate' in part) return { outcome: 'escalate', reason: part.escalate };
  return { change: part.change, vendor: spoken.vendor };
}

/** Renders the lines for every place. The same input gives the same steps, which is how a stored plan is checked before it runs. */
export function renderSteps(options: RenderOptions): PlanStep[] | NoSteps {
  const steps: PlanStep[] = [];
  for (const place of options.places) {
    const found = changeFor(options, place);
    if ('reason' in found) return found;
    const step = renderStep(options, place, found);
    if ('reason' in step) return step;
    steps.push(step);
  }
  return steps;
}

function renderStep(
  options: RenderOptions,
  place: Place,
  { change, vendor }: { change: PlaybookChange; vendor: Vendor },
): PlanStep | NoSteps {
  const { playbook, topology } = options;
  const { device } = place;
  const facts = options.preconditions[device] ?? {};
  const values = valuesAt(options.parameters, facts, place);
  const context: ParameterContext = { topology, device, processes: vendor.processes };
  const parameters = gapTypes(playbook, change);
  try {
    const render = (lines: PlaybookLine[]) =>
      lines.map((line) => renderOrThrow(chooseText(line, facts), parameters, values, context));
    const step = { device, vendor: vendor.id, login: change.login };
    const lines = { commands: render(change.commands), undo: render(change.undo), confirm: render(change.confirm) };
    return options.timerSeconds === null
      ? { ...step, ...lines }
      : withTimer({ ...step, ...lines }, vendor, options.timerSeconds, { values, context });
  } catch (error) {
    if (error instanceof NotRenderable) return { outcome: 'refused', reason: `${device}: ${error.message}` };
    throw error;
  }
}

/** Carries a reason out of the loops above; never leaves this file. */
class NotRenderable extends Error {}

function renderOrThrow(
  text: string,
  parameters: Readonly<Record<string, ParameterTypeId>>,
  values: Parameters,
  context: ParameterContext,
): string {
  const rendered = renderLine({ text, parameters }, values, context);
  if (!rendered.ok) throw new NotRenderable(rendered.reason);
  return rendered.line;
}

function chooseText(line: PlaybookLine, facts: Parameters): string {
  if (typeof line === 'string') return line;
  if (!Object.hasOwn(facts, line.fact)) throw new NotRenderable(`${line.fact} was not read`);
  return facts[line.fact] === line.is ? line.line : line.otherwise;
}

/** Values for the gaps at one place. The place and what was read there win over parameters of the same name. */
export function valuesAt(parameters: Parameters, facts: Parameters, place: Place): Parameters {
  const own: Parameters = place.interface === null ? {} : { interface: place.interface };
  return { ...parameters, ...facts, device: place.device, ...own };
}

function withTimer(
  step: PlanStep,
  vendor: Vendor,
  seconds: number,
  at: { values: Parameters; context: ParameterContext },
): PlanStep {
  const { timer } = vendor;
  if (isMissing(timer)) throw new NotRenderable(`${vendor.title} has no revert timer: ${timer.missing}`);
  const minutes = Math.ceil(seconds / 60);
  const times = { seconds, minutes, duration: asClock(seconds) };
  // A system that counts in minutes runs for longer than was asked for, and the card must say for how long.
  const runsFor = timer.start.some((line) => line.includes('{{minutes}}')) ? minutes * 60 : seconds;
  const fill = (line: string) => renderOrThrow(line, timerGaps, { ...at.values, ...times }, at.context);
  const start = timer.start.map(fill);
  const planned: PlanTimer = { login: timer.login, start, cancel: timer.cancel.map(fill), seconds: runsFor };
  if (timer.kind === 'around') return { ...step, timer: planned };
  const commands = step.commands.map((line) => (line === timer.replaces ? start[0]! : line));
  if (commands.every((line, i) => line === step.commands[i]))
    throw new NotRenderable(`nothing starts the revert timer of ${vendor.title}`);
  const inside = { ...planned, start: [] };
  return { ...step, commands, timer: timer.undoes ? { ...inside, revert: timer.revert.map(fill) } : inside };
}

/** hh:mm:ss */
function asClock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
