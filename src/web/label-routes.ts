import type { FastifyInstance } from 'fastify';
import type { Label } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { problemOfLabel } from '../incidents/given-labels.ts';
import type { Challenge } from '../jobs/training/challenge-facts.ts';
import type { LevelLook } from '../jobs/training/level-facts.ts';
import type { KnownLabel } from '../learning/known-labels.ts';
import { isWords } from './order-checks.ts';

/** Every label, in the order in which they became known, and how many incidents make none. */
export interface ListedLabels {
  labels: KnownLabel[];
  /** Incidents of which nobody confirmed or named the cause. */
  unconfirmed: number;
  /** Incidents that a person dismissed as none. */
  dismissed: number;
  /** The last answer to a rise of the error over labels; null where it never rose. */
  challenge: Challenge | null;
  /** What is measured now beside what the detector in use learned from, at the last look; null where nobody looked yet. */
  levels: LevelLook | null;
  /** Labels of which it is kept what the incident looked like and what rules said of it: so many teach who names causes. */
  teaching: number;
}

/** What became of labels that were imported. */
export interface ImportedLabels {
  labels: number;
  added: number;
  /** Labels that were known before, or stood there twice. */
  known: number;
  /** What of the added ones nothing is learned from until the vocabulary has the cause, or the inventory the device; each once, sorted. */
  unknownCauses: string[];
  outsideInventory: string[];
}

/** The labels of the running bot, which alone writes them. */
export interface LabelsPort {
  list(): Promise<ListedLabels>;
  /** Takes labels from elsewhere: all of them, or none when it throws. `by` is who brings them. */
  add(order: { labels: Label[]; by: string }): Promise<ImportedLabels>;
}

/** More labels than people write in years, and few enough for one transaction. */
export const mostLabels = 10_000;
const labelsBytes = 16 * 1024 * 1024;
/** Bad labels that an answer names. */
const problemsNamed = 20;

const plain = ({ start, end, device, interface: port, cause }: Label): Label => ({
  ...{ start, end, device, interface: port, cause },
});

/** Why a body holds no labels; null when it holds some. */
function problemOf(labels: unknown, by: unknown): string | null {
  if (!Array.isArray(labels) || labels.length > mostLabels)
    return `labels must be a list of at most ${mostLabels} of {start, end, device, interface, cause}`;
  if (!isWords(by)) return 'by must be a short text';
  const problems = labels.flatMap((label, i) => {
    const problem = problemOfLabel(label);
    return problem === null ? [] : [`label ${i + 1}: ${problem}`];
  });
  const rest = problems.length - problemsNamed;
  if (problems.length === 0) return null;
  return problems.slice(0, problemsNamed).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

/** `GET /api/v1/labels`, and `POST /api/v1/labels` with `{labels, by}`: it takes all of them or none. */
export function addLabelRoutes(app: FastifyInstance, port: LabelsPort): void {
  app.get('/api/v1/labels', () => port.list());
  app.post('/api/v1/labels', { bodyLimit: labelsBytes }, async (request, reply) => {
    const { labels, by = 'unknown' } = (request.body ?? {}) as Record<string, unknown>;
    const problem = problemOf(labels, by);
    if (problem !== null) return reply.code(400).send({ error: problem });
    try {
      return await port.add({ labels: (labels as Label[]).map(plain), by: by as string });
    } catch (thrown) {
      if (!(thrown instanceof NocturneError) || thrown.retryable) throw thrown;
      return reply.code(409).send({ error: thrown.message, hint: thrown.hint });
    }
  });
}
