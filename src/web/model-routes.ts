import type { FastifyInstance, FastifyReply } from 'fastify';
import { NocturneError } from '../errors.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import { isWords, longestWords } from './order-checks.ts';

/** What a person wants to be in use; `id` null for the model that was in use before. */
export interface WantedModel {
  kind: string;
  subject: string;
  id: string | null;
  by: string;
  reason: string;
}

/** The models of the running bot, which alone writes them. */
export interface ModelsPort {
  /** Every model with its card, and every change of what is in use. */
  list(): Promise<object>;
  /** Puts a model in use. Throws `unknown-model-kind`, `no-such-model`, `no-previous-model`. */
  change(wanted: WantedModel): Promise<object>;
}

/** `GET /api/v1/models`, `POST /api/v1/models/promote` and `POST /api/v1/models/back`. */
export function addModelRoutes(app: FastifyInstance, models: ModelsPort): void {
  async function change(given: unknown, goesBack: boolean, reply: FastifyReply): Promise<unknown> {
    const {
      kind,
      subject = wholeNetwork,
      id,
      by = 'unknown',
      reason = 'by hand',
    } = (given ?? {}) as Record<string, unknown>;
    const words = goesBack ? [kind, subject, by, reason] : [kind, subject, id, by, reason];
    if (!words.every(isWords)) {
      return reply
        .code(400)
        .send({ error: `kind, subject, id, by and reason must be texts of at most ${longestWords} characters` });
    }
    try {
      return await models.change({ kind, subject, id: goesBack ? null : id, by, reason } as WantedModel);
    } catch (thrown) {
      if (!(thrown instanceof NocturneError) || thrown.retryable) throw thrown;
      return reply.code(thrown.code === 'no-such-model' ? 404 : 409).send({ error: thrown.message, hint: thrown.hint });
    }
  }

  app.get('/api/v1/models', () => models.list());
  app.post('/api/v1/models/promote', (request, reply) => change(request.body, false, reply));
  app.post('/api/v1/models/back', (request, reply) => change(request.body, true, reply));
}
