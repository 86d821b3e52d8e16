import type { Plan, PlanStep } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import type { ChangeSession } from '../network/sessions.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { ExecutionLine } from '../store/store.ts';
import type { ChangesDeps } from './deps.ts';
import { isInForce } from './in-force.ts';
import { findRecord, type LinePhase, type PlannedLine, plannedLines } from './progress.ts';

/**
 * "sent": every line was sent or found in force. "refused": the device answered a line with an error. "unreachable": no session could be
 * opened, so nothing was sent. "lost": a line was sent, or nearly, and nobody knows what became of it.
 */
export type SendResult =
  | { result: 'sent' }
  | { result: 'refused'; line: string; output: string }
  | { result: 'unreachable' | 'lost'; reason: string };

export interface SendOptions {
  plan: Plan;
  step: number;
  phase: LinePhase;
  /** The running configuration, read just now; needed when lines of this phase were begun before. What it shows to be in force is not sent. */
  running?: string;
}

/**
 * Sends one phase of one step. A line that alters something is recorded before it is sent and is never sent when it stands in the record
 * already, with one exception: the configuration that the device runs now shows that the line is not in force.
 */
export async function sendStep(deps: ChangesDeps, options: SendOptions): Promise<SendResult> {
  const { plan, phase } = options;
  const step = plan.content.steps[options.step]!;
  const lines = plannedLines(deps.vendors, step, options.step, phase);
  const sent = await deps.store.executions.lines(plan.id);
  const open = await settle(deps, { ...options, step, lines, sent });
  if (!lines.some((line) => line.alters && open.has(line.line))) return { result: 'sent' };
  let session: ChangeSession;
  try {
    session = await deps.sessions.openChange(step.device, step.login);
  } catch (error) {
    return { result: 'unreachable', reason: textOf(error) };
  }
  try {
    return await sendLines(deps, {
      ...options,
      device: step.device,
      lines: lines.filter((line) => !line.alters || open.has(line.line)),
      sent,
      session,
      abandon: findVendor(deps.vendors, step.vendor)?.staged?.abandon ?? null,
    });
  } catch (error) {
    // Nothing can be stored now. The next look at the record of lines decides, as after a crash.
    if (isOwnTrouble(error)) throw error;
    deps.log.warn({ planId: plan.id, device: step.device, phase }, 'a line was sent and its answer is not known');
    return { result: 'lost', reason: textOf(error) };
  } finally {
    session.close();
  }
}

interface SettleOptions extends Omit<SendOptions, 'step'> {
  step: PlanStep;
  lines: PlannedLine[];
  sent: readonly ExecutionLine[];
}

/**
 * The altering lines that are still to be sent. Where the configuration is given it decides, whatever the record says: a timer may have taken back
 * what was sent, or somebody did by hand what was not. Without it, what was begun and can't be told is left alone.
 */
async function settle(deps: ChangesDeps, options: SettleOptions): Promise<Set<number>> {
  const { phase, step, lines, sent, running } = options;
  const vendor = findVendor(deps.vendors, step.vendor);
  const open = new Set<number>();
  for (const line of lines.filter(({ alters }) => alters)) {
    const record = findRecord(sent, phase, line);
    const inForce = running === undefined || !vendor ? null : isInForce(vendor, running, line);
    if (inForce === false || (inForce === null && !record)) open.add(line.line);
    else if (record?.accepted !== true) await recordFound(deps, options, line, inForce);
  }
  return open;
}

async function recordFound(
  { store, clock }: ChangesDeps,
  { plan, phase, step }: SettleOptions,
  { line, text, step: index }: PlannedLine,
  inForce: boolean | null,
): Promise<void> {
  const [key, at] = [{ planId: plan.id, phase, step: index, line }, clock()];
  const output = inForce ? '(found in force)' : '(nobody can tell whether it was carried out)';
  await store.executions.begin({ ...key, device: step.device, command: text, sentAt: at });
  await store.executions.done(key, { at, output, accepted: true });
}

async function sendLines(
  deps: ChangesDeps,
  options: {
    plan: Plan;
    phase: LinePhase;
    device: string;
    lines: PlannedLine[];
    sent: readonly ExecutionLine[];
    session: ChangeSession;
    /** Throws away what the device collected, after a refused line. */
    abandon: string | null;
  },
): Promise<SendResult> {
  const { plan, phase, device, lines, session } = options;
  for (const { step, line, text, alters } of lines) {
    const key = { planId: plan.id, phase, step, line };
    deps.assertHeld?.();
    const begun = await deps.store.executions.begin({ ...key, device, command: text, sentAt: deps.clock() });
    if (!begun && alters) {
      if (!findRecord(options.sent, phase, { step, line }))
        throw new NocturneError('line-begun-elsewhere', `Another process is sending this line to ${device}`);
      await deps.store.executions.beginAgain(key, deps.clock());
    }
    const { accepted, output } = await send(session, text, phase);
    await recordAnswer(deps, key, { at: deps.clock(), output, accepted });
    if (accepted) continue;
    if (options.abandon !== null) await abandon(deps, session, options.abandon, phase);
    return { result: 'refused', line: text, output };
  }
  return { result: 'sent' };
}

const recordEveryMs = 500;
const recordTries = 30;

/**
 * An answer is known to this process alone until it is stored, and a line without one makes the plan unknown. So a database that restarts is
 * waited for, about 15 s.
 */
async function recordAnswer(
  deps: ChangesDeps,
  ...[key, result]: Parameters<ChangesDeps['store']['executions']['done']>
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.store.executions.done(key, result);
    } catch (error) {
      if (!isOwnTrouble(error) || tries === recordTries) throw error;
      await deps.sleep(recordEveryMs);
    }
  }
}

/** Of the database or of this process, and not of the device. */
function isOwnTrouble(error: unknown): boolean {
  return error instanceof NocturneError && ownTrouble.has(error.code);
}

const ownTrouble = new Set(['database-unavailable', 'store-lost', 'lock-lost', 'process-stopping']);

/** Nothing of it is in force, so a failure here changes nothing but what is left lying about. */
async function abandon(deps: ChangesDeps, session: ChangeSession, line: string, phase: LinePhase): Promise<void> {
  try {
    await session.send(line, phase);
  } catch (error) {
    deps.log.warn({ reason: textOf(error) }, 'the collected lines could not be thrown away');
  }
}

/** A line that the guard refuses never left the house. */
async function send(
  session: ChangeSession,
  text: string,
  phase: LinePhase,
): Promise<{ accepted: boolean; output: string }> {
  try {
    return await session.send(text, phase);
  } catch (error) {
    if (error instanceof NocturneError && error.code === 'line-refused')
      return { accepted: false, output: error.message };
    throw error;
  }
}

export function textOf(error: unknown): string {
  if (error instanceof NocturneError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
