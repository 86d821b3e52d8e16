import type { Plan, PlanStep } from '../domain/plan.ts';
import type { ConfigLine } from '../network/parsing/config-diff.ts';
import { isNavigation, type Vendor } from '../network/vendor.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { ExecutionLine } from '../store/store.ts';

export type LinePhase = 'change' | 'confirm' | 'undo';

/**
 * One line of a step. `alters` is false for a line that may be repeated: it only moves between modes, or is only collected by the device.
 * `effect` is what the configuration shows when the line is in force: the line itself, or all that a commit puts in force; nothing when the
 * configuration can't show it.
 */
export interface PlannedLine {
  step: number;
  line: number;
  text: string;
  alters: boolean;
  effect: ConfigLine[];
}

/** The lines of one phase of a step, in order. */
export function plannedLines(
  vendors: readonly Vendor[],
  step: PlanStep,
  index: number,
  phase: LinePhase,
): PlannedLine[] {
  const vendor = findVendor(vendors, step.vendor);
  const placed = placeLines(vendor, linesOf(step, phase));
  const commit = vendor?.staged?.commit;
  const collected = placed.filter(({ text, navigates }) => !navigates && !commit?.test(text));
  // A way back that only says "abort" is known by what it takes away.
  const taken = collected.length > 0 ? collected : collectedBy(vendor, step).map(negated);
  const shows = vendor !== undefined && showsConfiguration(vendor, step.login);
  return placed.map(({ block, text, navigates }, line) => {
    const alters = commit ? commit.test(text) : !navigates;
    const effect = commit ? taken : [{ block, text }];
    return { step: index, line, text, alters, effect: shows ? effect : [] };
  });
}

/** What is done on another login, such as the restart of a process, leaves no trace in the configuration. */
function showsConfiguration({ catalogue, snapshot }: Vendor, login: string): boolean {
  return catalogue.find(({ id }) => id === snapshot.command)?.login === login;
}

function placeLines(vendor: Vendor | undefined, lines: string[]): (ConfigLine & { navigates: boolean })[] {
  let block = '';
  return lines.map((text) => {
    const navigates = vendor !== undefined && isNavigation(vendor, text);
    const inBlock = block;
    if (vendor?.opensBlock.test(text)) block = text;
    else if (navigates) block = '';
    return { block: inBlock, text, navigates };
  });
}

function collectedBy(vendor: Vendor | undefined, step: PlanStep): ConfigLine[] {
  return placeLines(vendor, step.commands).filter(
    ({ text, navigates }) => !navigates && !vendor?.staged?.commit.test(text),
  );
}

function negated({ block, text }: ConfigLine): ConfigLine {
  return { block, text: text.startsWith('no ') ? text.slice(3) : `no ${text}` };
}

function linesOf(step: PlanStep, phase: LinePhase): string[] {
  return { change: step.commands, confirm: step.confirm, undo: step.undo }[phase];
}

/** How far a phase of a plan went, counting the lines that alter something. */
export type Progress = 'none' | 'some' | 'all' | 'refused';

/**
 * What the record of sent lines says. "some" also when a line was begun and nobody knows whether it arrived. "refused" when the device
 * answered a line with an error, so that it is known that it did nothing.
 */
export function progressOf(
  vendors: readonly Vendor[],
  plan: Plan,
  sent: readonly ExecutionLine[],
  phase: LinePhase,
): Progress {
  const steps = phase === 'undo' ? touchedSteps(vendors, plan, sent) : plan.content.steps.keys();
  const planned = [...steps]
    .flatMap((i) => plannedLines(vendors, plan.content.steps[i]!, i, phase))
    .filter(({ alters }) => alters);
  const records = planned.map((line) => findRecord(sent, phase, line));
  if (records.every((record) => record === undefined)) return 'none';
  const unsure = records.some((record) => record !== undefined && record.doneAt === null);
  if (!unsure && records.some((record) => record?.accepted === false)) return 'refused';
  return records.every((record) => record?.accepted === true) ? 'all' : 'some';
}

/** The steps of which a line that alters something was at least begun. */
export function touchedSteps(vendors: readonly Vendor[], plan: Plan, sent: readonly ExecutionLine[]): number[] {
  return [...plan.content.steps.entries()]
    .filter(([i, step]) =>
      plannedLines(vendors, step, i, 'change').some((line) => line.alters && findRecord(sent, 'change', line)),
    )
    .map(([i]) => i);
}

export function findRecord(
  sent: readonly ExecutionLine[],
  phase: string,
  line: { step: number; line: number },
): ExecutionLine | undefined {
  return sent.find((record) => record.phase === phase && record.step === line.step && record.line === line.line);
}
