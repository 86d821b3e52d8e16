import { modelsFolder } from '../app/state-folders.ts';
import type { LossCurve } from '../domain/loss-curve.ts';
import { describeError, NocturneError } from '../errors.ts';
import { describeLosses, formatLoss } from '../foundation/loss-words.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import type { Challenge } from '../jobs/training/challenge-facts.ts';
import { causesKey } from '../jobs/training/challenge-steps.ts';
import { describeChallenge } from '../jobs/training/challenge-words.ts';
import type { LevelLook } from '../jobs/training/level-facts.ts';
import { describeLevels } from '../jobs/training/level-words.ts';
import { readNaming } from '../jobs/training/read-naming.ts';
import { findKinds } from '../learning/find-kinds.ts';
import type { AnyKind } from '../learning/kind.ts';
import { detection } from '../learning/kinds/detection.ts';
import { describeLabelAccuracy, type LabelAccuracy, labelAccuracy } from '../learning/label-accuracy.ts';
import { type ModelDetail, readModelDetail } from '../learning/model-detail.ts';
import { describeModel } from '../learning/model-words.ts';
import { createModelsInUse } from '../learning/models-in-use.ts';
import { type CauseNaming, describeNaming } from '../learning/online/way-words.ts';
import { openModels } from '../learning/open-models.ts';
import { nameModel } from '../learning/training-words.ts';
import { thinCurve } from '../models/losses.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import { withLabels } from './labels.ts';
import { type ConfigOptions, readConfig } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';

/** The registry knows which subjects there are models of. */
const noTopology = { devices: [], links: [] };

/** Prints all that is known of the models of a kind, or of one of its subjects. */
export async function showModels(
  kind: string,
  subject: string | undefined,
  { json, ...options }: ConfigOptions & { json?: boolean },
): Promise<void> {
  const [found] = findKinds([kind]);
  const details = await readDetails(openModels(modelsFolder(readConfig(options).state)), found!, subject);
  const told = found!.namesCauses || kind === detection.kind ? await readLearned(options) : null;
  const labels = found!.namesCauses ? told : null;
  const levels = kind === detection.kind ? (told?.levels ?? null) : null;
  const learned = {
    labels: labels?.accuracy ?? null,
    ...(labels && { challenge: labels.challenge, naming: labels.naming }),
    ...(kind === detection.kind && { levels }),
  };
  if (json) return printJson(details.map((detail) => ({ ...detail, ...learned })));
  if (details.length === 0) {
    printLine(`No model of kind ${kind} was trained yet: nocturne train ${kind} --from <recording>`);
    return labels ? printLine(namedBy(labels)) : undefined;
  }
  printLine(details.map((detail) => formatDetail(detail, labels, levels)).join('\n\n'));
}

/** What labels tell of a kind: how often it was right, in words too, and how the last rise of the error was answered. */
export interface ToldByLabels {
  accuracy: LabelAccuracy | null;
  says: string;
  challenge: Challenge | null;
  /** What is measured now beside what the detector in use learned from. */
  levels: LevelLook | null;
  /** Who names causes, and how many labels teach that. */
  naming: CauseNaming;
}

const nothingLearned = { challenge: null, levels: null };

/** Who names causes, as a line by itself: `causes named by: rules, 40 of about 60 labels`. */
export const namedBy = ({ naming }: Pick<ToldByLabels, 'naming'>) => `causes named by: ${describeNaming(naming)}`;

/** What can't be asked says why, and hides nothing else. */
export async function readLearned(options: ConfigOptions): Promise<ToldByLabels> {
  const registry = openModels(modelsFolder(readConfig(options).state));
  try {
    const listed = await withLabels(options, {}, (port) => port.list());
    const { labels, challenge = null, levels = null, teaching = 0 } = listed;
    const accuracy = labelAccuracy(labels, await registry.history(causesKey));
    const naming = await readNaming(registry, teaching);
    return { accuracy, says: describeLabelAccuracy(accuracy), challenge, levels, naming };
  } catch (thrown) {
    if (!(thrown instanceof NocturneError)) throw thrown;
    const nothing = { ...nothingLearned, naming: await readNaming(registry, 0) };
    return thrown.code === 'store-missing'
      ? { accuracy: labelAccuracy([]), says: describeLabelAccuracy(labelAccuracy([])), ...nothing }
      : { accuracy: null, says: `can't be read: ${describeError(thrown)}`, ...nothing };
  }
}

/** Of every subject that there are models of when none is named. Throws `no-such-subject`. */
export async function readDetails(registry: ModelRegistry, kind: AnyKind, subject?: string): Promise<ModelDetail[]> {
  const trained = (await registry.keys(kind.kind)).map((key) => key.subject);
  if (subject !== undefined && !trained.includes(subject)) throw unknownSubject(kind.kind, subject, trained);
  const subjects = subject === undefined ? trained : [subject];
  const inUse = createModelsInUse(registry, noTopology, [{ ...kind, subjects: () => subjects }]);
  await inUse.load();
  return Promise.all(subjects.map((one) => readModelDetail(kind, one, { registry, inUse })));
}

function unknownSubject(kind: string, subject: string, trained: readonly string[]): NocturneError {
  const near = nearestWord(subject, trained);
  const meant = near === undefined ? '' : `did you mean ${near}? `;
  return new NocturneError('no-such-subject', `No model of kind ${kind} about "${subject}" was trained`, {
    hint: `${meant}${trained.length === 0 ? 'none was' : `there are models about ${trained.join(', ')}`}`,
  });
}

/**
 * A model in lines, with its losses as a table below. `labels` tells how often its kind was right, and what labels taught; `levels` what is not what it was
 * when the detector was trained.
 */
export function formatDetail(
  detail: ModelDetail,
  labels: (Pick<ToldByLabels, 'says' | 'challenge'> & Partial<ToldByLabels>) | null = null,
  levels: LevelLook | null = null,
): string {
  const { losses } = detail;
  const curve = losses ? [{ about: 'Error after each pass', says: `${losses.name}: ${describeLosses(losses)}` }] : [];
  const learned = [
    ...(labels?.naming ? [{ about: 'Named by', says: describeNaming(labels.naming) }] : []),
    ...(labels?.challenge ? describeChallenge(labels.challenge) : []),
  ];
  const looked = levels ? describeLevels(levels) : null;
  const stability = looked
    ? [looked.says, ...looked.lines].map((says, i) => ({ about: i === 0 ? 'Levels' : '', says }))
    : [];
  const facts = [...describeModel(detail, labels?.says ?? null), ...learned, ...stability, ...curve];
  const width = Math.max(...facts.map(({ about }) => about.length));
  const lines = facts.map(({ about, says }) => `  ${about.padEnd(width)}  ${says}`);
  const table = losses ? [formatLosses(losses).replace(/^/gm, '  ')] : [];
  return [nameModel(detail), ...lines, ...table].join('\n');
}

/** More passes than this are no longer seen at a glance. */
const mostRows = 20;
const barWidth = 30;

/** The error after each pass as a table, with a bar for that on later rows; * is the pass that was kept. */
export function formatLosses(curve: LossCurve): string {
  const { points, kept } = thinCurve(curve, mostRows);
  const most = Math.max(0, ...points.map(({ later }) => later ?? 0));
  const bar = (later: number | null) =>
    '#'.repeat(most > 0 ? Math.round((Math.max(0, later ?? 0) / most) * barWidth) : 0);
  const rows = points.map(({ pass, training, later }) => [
    ...[pass === kept ? '*' : '', String(pass), formatLoss(training), formatLoss(later), bar(later)],
  ]);
  return formatTable(['', 'PASS', 'TRAINING', 'LATER', ''], rows);
}
