import type { Topology } from '../domain/device.ts';
import { isRendering, type LineTemplate } from './line-template.ts';
import { type Phase, type Refusal, refusals } from './refusals.ts';
import { findDevice } from './topology.ts';
import { isMissing, timerGaps, type Vendor } from './vendor.ts';
import { findVendor } from './vendors/index.ts';
import { fitsWords } from './word-walk.ts';

export type { Phase } from './refusals.ts';

/** A line that a playbook may send, and under which name the guard reports it. */
export interface AllowedLine {
  rule: string;
  vendor: string;
  login: string;
  phase: Phase;
  template: LineTemplate;
}

/** One line on its way to a device. `context` says for which device, because interface names are checked against it. */
export interface LineToCheck {
  vendor: string;
  login: string;
  phase: Phase;
  line: string;
  context: { device: string };
}

/** `by` is the first guard that refuses, `all` are all of them in order. */
export type Checked = { ok: true; rule: string } | { ok: false; by: string; reason: string; all: string[] };

export interface Guard {
  check(line: LineToCheck): Checked;
  /** Names of all guards that are on, in the order in which they are asked. */
  guards: readonly string[];
}

/** The first layer: everything that is not exactly a rendering is refused. */
const renderingGuard = 'rendering';
/** The same rule found in another way, so that a mistake in one of the two opens nothing. */
const wordsGuard = 'words';

/** Names of every guard there is, for `--list-guards`. */
export const guardNames: readonly string[] = [...refusals.map(({ name }) => name), wordsGuard, renderingGuard];

/**
 * The one door to the devices. A line is accepted only when it equals a rendering of the vendor's catalogue or of a playbook with valid
 * parameters, for this login and this phase, and no refusal of the second layer objects. The guard resolves nothing: no abbreviation, no
 * other case, no other spacing. `without` switches guards off by name; it exists for the measurement that shows that each of them counts.
 */
export function createGuard(options: {
  vendors: readonly Vendor[];
  playbooks: readonly { lines: readonly AllowedLine[] }[];
  topology: Topology;
  without?: readonly string[];
}): Guard {
  const off = new Set(options.without ?? []);
  const active = refusals.filter(({ name }) => !off.has(name));
  const allowed = [...options.vendors.flatMap(linesOfVendor), ...options.playbooks.flatMap(({ lines }) => lines)];
  return {
    guards: guardNames.filter((name) => !off.has(name)),
    check(asked) {
      const refusing = active.filter((refusal) => refusal.refuses(asked.line, asked.phase));
      const rule = off.has(renderingGuard) ? 'unguarded' : findRule(allowed, asked, options, isRendering);
      const walked = off.has(wordsGuard) ? 'unguarded' : findRule(allowed, asked, options, fitsWords);
      if (refusing.length === 0 && rule !== undefined && walked !== undefined) return { ok: true, rule };
      return refuse(
        refusing,
        [...(walked === undefined ? [wordsGuard] : []), ...(rule === undefined ? [renderingGuard] : [])],
        startsLikeAllowed(allowed, asked),
      );
    },
  };
}

/** A line whose first word is known is told to differ from the commands; any other is told to hold unknown words. */
function refuse(refusing: Refusal[], positive: string[], knownStart: boolean): Checked {
  const reason = refusing[0]?.reason ?? 'it is no command of the catalogue or of a playbook';
  const all = [...refusing.map(({ name }) => name), ...(knownStart ? positive.toReversed() : positive)];
  return { ok: false, by: all[0]!, reason, all };
}

function startsLikeAllowed(allowed: AllowedLine[], { vendor, line }: LineToCheck): boolean {
  const [first] = line.split(' ');
  return allowed.some((candidate) => candidate.vendor === vendor && candidate.template.text.split(' ')[0] === first);
}

function findRule(
  allowed: AllowedLine[],
  asked: LineToCheck,
  { vendors, topology }: { vendors: readonly Vendor[]; topology: Topology },
  fits: typeof isRendering,
): string | undefined {
  const { device } = asked.context;
  const vendor = findVendor(vendors, asked.vendor);
  if (!vendor || findDevice(topology, device)?.platform !== vendor.id) return undefined;
  const context = { topology, device, processes: vendor.processes };
  return allowed.find(
    (candidate) =>
      candidate.vendor === asked.vendor &&
      candidate.login === asked.login &&
      candidate.phase === asked.phase &&
      fits(candidate.template, asked.line, context),
  )?.rule;
}

function linesOfVendor(vendor: Vendor): AllowedLine[] {
  const plain = (login: string, phase: Phase, text: string, rule: string): AllowedLine => ({
    rule: `${vendor.id}/${rule}`,
    vendor: vendor.id,
    login,
    phase,
    template: { text, parameters: timerGaps },
  });
  const { timer, staged } = vendor;
  return [
    ...Object.entries(vendor.logins).flatMap(([login, { setup }]) =>
      setup.map((line) => plain(login, 'setup', line, 'setup')),
    ),
    ...vendor.catalogue.map(({ id, login, line, parameters }) => ({
      ...plain(login, 'read', line, id),
      template: { text: line, parameters },
    })),
    ...(isMissing(timer)
      ? []
      : [...timer.start, ...timer.cancel, ...timer.revert].map((line) => plain(timer.login, 'timer', line, 'timer'))),
    // A timer that begins with the commit stands in the change itself.
    ...(isMissing(timer) || timer.kind === 'around'
      ? []
      : timer.start.map((line) => plain(timer.login, 'change', line, 'timer'))),
    ...(staged?.abandon
      ? Object.keys(vendor.logins).flatMap((login) =>
          (['change', 'undo'] as const).map((phase) => plain(login, phase, staged.abandon!, 'abandon')),
        )
      : []),
  ];
}
