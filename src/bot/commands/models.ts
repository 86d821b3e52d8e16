import type { KnownBlock } from '@slack/types';
import { readChallenges } from '../../jobs/training/challenge-facts.ts';
import { levelLookFact } from '../../jobs/training/level-facts.ts';
import { describeLevels } from '../../jobs/training/level-words.ts';
import { detection } from '../../learning/kinds/detection.ts';
import { readKnownLabels } from '../../learning/known-labels.ts';
import { describeLabelAccuracy, type LabelAccuracy, labelAccuracy, lastLabels } from '../../learning/label-accuracy.ts';
import type { ModelDetail } from '../../learning/model-detail.ts';
import type { ModelKey } from '../../models/registry/model-card.ts';
import { drawLosses, drawValues } from '../model-pictures.ts';
import { unknownWord } from '../unknown-word.ts';
import { allModels, type LearnedFromLabels, modelsOfKind, noneLearned, oneModel } from '../views/model-words.ts';
import type { Command, CommandPorts } from './command.ts';

export const models: Command = {
  name: 'models',
  parameters: '[kind] [subject]',
  summary:
    'what I judge with; with a kind its models in full, with a subject all about one: its method, what it was measured on, how often it was right, its error after each pass',
  example: 'models causes',
  effect: 'read',
  async run({ args: [kind, subject, ...more] }, ports) {
    const call = `${ports.commandName} models`;
    if (more.length > 0) return 'usage';
    const naming = (await ports.learning?.read())?.causes?.says ?? null;
    if (kind === undefined) return allModels(await ports.models.states(), { call, naming });
    const found = findKeys(ports.models.keys, kind, subject);
    if (typeof found === 'string') return { text: found };
    const details = (await Promise.all(found.map(ports.models.detail))).filter((detail) => detail !== null);
    const [first] = details;
    if (!first) return { text: `Nothing is known of \`${found[0]!.kind}\`.` };
    const pictures = [...(await drawLosses(details, ports)), ...(await drawValues(details, ports))];
    const accuracy = first.namesCauses ? await readAccuracy(ports, first) : null;
    const labels = accuracy && describeLabelAccuracy(accuracy);
    if (accuracy && accuracy.labels > 0) pictures.push(await drawAccuracy(first, accuracy, ports));
    const learned = first.namesCauses ? await readLearned(ports, naming) : noneLearned;
    const look = first.kind === detection.kind ? await ports.store.facts.get(levelLookFact, 'network') : undefined;
    const levels = look ? describeLevels(look) : null;
    if (details.length === 1) return oneModel(first, { pictures, labels, levels, ...learned });
    const states = (await ports.models.states()).filter((state) => state.kind === first.kind);
    return modelsOfKind(first, { states, pictures, labels, call });
  },
};

const readAccuracy = async ({ store, models: port }: CommandPorts, key: ModelKey) =>
  labelAccuracy((await readKnownLabels(store)).labels, await port.changes?.(key));

/** Who names causes, how the last rise of the error or the last labels were answered, and what may be used again. */
async function readLearned({ store, models: port }: CommandPorts, naming: string | null): Promise<LearnedFromLabels> {
  const challenge = (await readChallenges(store)).at(-1) ?? null;
  return { naming, challenge, former: (await port.former?.('causes')) ?? null };
}

function drawAccuracy(
  { kind }: Pick<ModelDetail, 'kind'>,
  { verdicts, rises, arrivals }: LabelAccuracy,
  { pictures }: CommandPorts,
): Promise<KnownBlock> {
  const chart = {
    label: kind,
    verdicts,
    window: lastLabels,
    rises,
    arrivals: arrivals.filter(({ label }) => label > 0),
  };
  return pictures.block('label-accuracy', chart, `How often ${kind} were right`);
}

/** What somebody asks for, or what is wrong with the words. A subject may be written as its metric is. */
function findKeys(keys: readonly ModelKey[], kind: string, subject: string | undefined): ModelKey[] | string {
  const own = keys.filter((key) => key.kind === kind.toLowerCase());
  const [first] = own;
  if (!first) return unknownWord('kind of model', kind, [...new Set(keys.map((key) => key.kind))], 'kinds');
  if (subject === undefined) return own;
  const wanted = subject.toLowerCase().replaceAll('_', '-');
  const found = own.filter((key) => key.subject === wanted);
  if (found.length > 0) return found;
  return unknownWord(
    `model of kind ${first.kind} about`,
    subject,
    own.map((key) => key.subject),
    'subjects',
  );
}
