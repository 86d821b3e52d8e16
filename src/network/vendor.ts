import type { Parameters, ParameterTypeId } from './parameter-types.ts';

export type { Answer } from './transport/answer.ts';

/**
 * One fact that a parser found. `independent` is false when a stranger could have written the value (descriptions, names of neighbours, log
 * text). Names are snake_case and stable: playbooks and tools refer to them.
 */
export interface Fact {
  name: string;
  value: string | number;
  independent: boolean;
}

/**
 * A way in. Most systems have one; FRR has two, because its command line can't restart a process.
 *
 * - `channel`: "shell" opens a terminal and waits for prompts. "exec" sends each line as a request of its own and reads until it ends; then
 *   `prompt`, `setup` and `hold` mean nothing.
 * - `account`: whose credential opens it. "operator" is the account of a restricted shell; the others are the two of every device.
 * - `prompt`: matches the whole last line when the device waits for the next line, in every mode that the catalogue and the playbooks reach.
 *   The first group is the device's own name; after the first prompt only prompts with the same name count.
 * - `nameLength`: in configuration modes the device cuts its name to so many characters.
 * - `setup`: lines sent once after the first prompt (paging off). The guard knows them as allowed. When one is refused, nothing else is sent.
 * - `errors`: any of these, in any line of the answer, means that the device refused the line. The device has then changed nothing by this line.
 * - `proofs`: how the device shows that it has done a line. Without an entry, silence proves a line in a terminal, and the exit status zero a
 *   request on an exec channel.
 * - `notices`: lines that a device prints on its own account, so that an answer that holds nothing else counts as silence.
 */
export interface Login {
  channel: 'shell' | 'exec';
  account: 'device' | 'operator';
  prompt: RegExp;
  nameLength?: number;
  setup: readonly string[];
  errors: readonly RegExp[];
  proofs: readonly Proof[];
  notices: readonly RegExp[];
}

/**
 * What proves that some lines were done; the first entry whose `line` fits a line counts for it. An exit status other than zero is never a proof.
 *
 * - `says`: must be found in the answer; "anything" for an answer that may say anything but an error. Without it silence is asked for.
 * - `prompt`: must fit the prompt behind the answer, where a device shows success by the mode in which it stands.
 * - `silenceMs`: how long the device may be silent over these lines, where that is longer than for others. Milliseconds.
 *
 * @example { line: /^commit$/, says: /^commit complete$/m, silenceMs: 180_000 }
 */
export interface Proof {
  line: RegExp;
  says?: RegExp | 'anything';
  prompt?: RegExp;
  silenceMs?: number;
}

/**
 * A read-only command. It must alter nothing on the device, must end by itself, and may be repeated at any time.
 *
 * - `id`: stable, kebab-case, and the same word for the same question on every vendor.
 * - `line`: the command, with `{{gaps}}` for parameters. A parameter may also be used by the parser alone.
 * - `parse`: deterministic; gets clean text (see untrusted.ts) and never throws. An empty list means that nothing was understood.
 * - `forModels`: false for what only the product itself needs, such as a whole configuration.
 *
 * @example { id: 'show-ospf-interface', login: 'vtysh', line: 'show ip ospf interface {{interface}}', parameters: { interface: 'interface' }, … }
 */
export interface ReadCommand {
  id: string;
  purpose: string;
  login: string;
  line: string;
  parameters: Readonly<Record<string, ParameterTypeId>>;
  parse(text: string, parameters: Parameters): Fact[];
  forModels: boolean;
}

/** An ability that a system does not have, and why; shown to people when a plan would need it. */
export interface Missing {
  missing: string;
}

/**
 * A timer that runs on the device and takes a change back unless it is confirmed; the only thing that helps when the change cuts the
 * device off.
 *
 * - "around": lines of their own around the change. `start` comes before the change, `cancel` keeps it, `revert` takes it back at once.
 * - "commit": the one line of `start` stands in for the line `replaces` of the change; `cancel` keeps it, `revert` takes it back at once.
 *   With `undoes` nothing but `revert` takes back a change while the timer runs, and nothing but the playbook's own way back afterwards.
 *
 * `shows` is the id of the catalogue command that tells whether a timer runs, as the fact `revert_timer`: "running" or "none". Only this proves that
 * a timer was started or cancelled; answers alone do not.
 *
 * `start` has the gap {{seconds}}, {{minutes}} or {{duration}} (hh:mm:ss), whatever the system counts in; all lines may have gaps for facts
 * that the change reads before, of the types in `timerGaps`. `needs` names what the device must have, for the documentation.
 */
export type RevertTimer = {
  login: string;
  start: readonly string[];
  cancel: readonly string[];
  revert: readonly string[];
  shows: string;
  needs: string;
} & ({ kind: 'around' } | { kind: 'commit'; replaces: string; undoes?: boolean });

/** What the gaps of a timer's lines may hold. */
export const timerGaps = {
  minutes: 'minutes',
  seconds: 'seconds',
  duration: 'duration',
  session: 'session-number',
} as const satisfies Record<string, ParameterTypeId>;

/**
 * A system that collects the lines of a change and puts them in force together. Lines that match `commit` do so: they alone alter what runs,
 * and they alone run at most once. `abandon` throws away what was collected, after a refused line; null when closing the session does so.
 */
export interface Staging {
  commit: RegExp;
  abandon: string | null;
}

/** How a whole configuration is read and compared. The functions get clean text and never throw. */
export interface Snapshot {
  /** Id of the catalogue command that shows the running configuration. */
  command: string;
  /**
   * Whether the text came to its end: a part of a configuration must never be taken for the whole. Lines in a whole one that look like errors are
   * what people wrote.
   */
  isWhole(text: string): boolean;
  /**
   * Takes out what says nothing (comments, blank lines, spaces at the end) and what changes by itself (time stamps, counters), so that two snapshots
   * of an unchanged device are equal. Whatever else changes must make a difference.
   */
  normalize(text: string): string;
  /**
   * Whether a line of a change is in force. `block` is the block it stands in, such as "interface eth1", or empty at the top. For a `no …`
   * line the answer says whether what it removes is gone. Null when the configuration can't tell.
   */
  holds(text: string, block: string, line: string): boolean | null;
}

/**
 * A network operating system, declared. One file per vendor; `vendors/index.ts` lists them and a test compares the list with the folder. The
 * contract test loops over the recorded sessions in `test/fixtures/vendors/<id>/`.
 *
 * - `id`: the `platform` of the inventory.
 * - `navigation`: lines of a change that only move between modes and alter nothing; they may be repeated. Everything else runs at most once.
 * - `opensBlock`: navigation that opens a block of the configuration; the block's name is the line itself.
 * - `staged`: null for a system on which each line acts at once.
 * - `diff`: the line by which the device itself shows what a change would alter, before it does. After a change the product always compares
 *   snapshots.
 * - `processes`: names for the parameter type `process`.
 * - `limits`: what the product can't do here and what has to be minded, as sentences for people.
 */
export interface Vendor {
  id: string;
  title: string;
  logins: Readonly<Record<string, Login>>;
  catalogue: readonly ReadCommand[];
  navigation: readonly RegExp[];
  opensBlock: RegExp;
  processes: readonly string[];
  snapshot: Snapshot;
  staged: Staging | null;
  diff: { line: string } | Missing;
  timer: RevertTimer | Missing;
  limits: readonly string[];
}

/** Whether a line only moves between modes. */
export function isNavigation(vendor: Vendor, line: string): boolean {
  return vendor.navigation.some((pattern) => pattern.test(line));
}

export function findCommand(vendor: Vendor, id: string): ReadCommand | undefined {
  return vendor.catalogue.find((command) => command.id === id);
}

export function isMissing(ability: object): ability is Missing {
  return 'missing' in ability;
}
