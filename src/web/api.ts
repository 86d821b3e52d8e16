import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { factKinds } from '../changes/plan-facts.ts';
import type { Plan } from '../domain/plan.ts';
import { describeError, isRetryable } from '../errors.ts';
import type { TrainingSource } from '../jobs/training/training-order.ts';
import { trainingFact } from '../jobs/training/training-runs.ts';
import { kindNames } from '../learning/find-kinds.ts';
import type { Store } from '../store/store.ts';
import { decisionKind } from '../tools/decision.ts';
import { addDigestRoute, type DigestPort } from './digest-route.ts';
import { addForecastRoute, type ForecastPort } from './forecast-route.ts';
import { addHistoryRoute, type HistoryPort } from './history-route.ts';
import { addLabelRoutes, type LabelsPort } from './label-routes.ts';
import { addModelRoutes, type ModelsPort } from './model-routes.ts';
import { isFolders, isPrecision, isSeed, isSpan } from './order-checks.ts';
import { addRecordRoute, type RecordPort } from './record-route.ts';
import { addRouteRoute, type RoutePort } from './route-route.ts';

export interface ApiOptions {
  store: Pick<Store, 'incidents' | 'plans' | 'diagnoses' | 'facts' | 'votes' | 'executions' | 'audit'>;
  /** The token that callers must send as `Authorization: Bearer`. Without one the API is closed. */
  token: string | undefined;
  /** Asks for a training run, of every kind of model when none is named, and answers with its id. */
  train(order: TrainingSource & { kinds?: string[]; seed?: number }): Promise<string>;
  /** Writes a recording from the history into a new folder of this machine. Left out, the API writes none. */
  record?: RecordPort;
  /** Devices that were heard and are not in the inventory, and what is known of those that are; left out, the API says nothing of them. */
  discovered?: () => object;
  /** Who sends telemetry; left out, the API says nothing of it. */
  telemetry?: () => object;
  /** Left out, the API says nothing of models. */
  models?: ModelsPort;
  /** What is known of causes; left out, the API says nothing of it. */
  labels?: LabelsPort;
  /** What a digest would say now; left out, the API makes none. */
  digest?: DigestPort;
  /** What metrics will probably read; left out, the API says nothing of it. */
  forecast?: ForecastPort;
  /** Which way the traffic of a pair should take; left out, the API says nothing of it. */
  route?: RoutePort;
  /** Asks the history; left out, the API asks it nothing. */
  history?: HistoryPort;
  /** Runs a command that only reads, as it is typed after the name of the slash command, and answers with plain text. */
  command(text: string): Promise<string>;
}

/** Far more than a command that is taken, with every character escaped. */
const commandBytes = 16 * 1024;

const isKinds = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((name) => kindNames.includes(name));

function tokenMatches(request: FastifyRequest, token: string): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}

/**
 * The loopback API that other `nocturne` commands and programs read from: incidents with their diagnosis and plans, the audit, training, models.
 * It never decides about a plan: that needs a person in Slack.
 */
export function createApi({
  store,
  token,
  train,
  record,
  discovered,
  telemetry,
  models,
  labels,
  forecast,
  digest,
  route,
  history,
  command,
}: ApiOptions): (app: FastifyInstance) => void {
  async function describeIncident(id: string) {
    const incident = await store.incidents.get(id);
    if (!incident) return undefined;
    const plans = await store.plans.forIncident(id);
    return {
      incident,
      diagnosis: (await store.diagnoses.get(id)) ?? null,
      decision: (await store.facts.get(decisionKind, id)) ?? null,
      // Begun and awaited at once: a promise that fails while something else is awaited would end the process.
      plans: await Promise.all(plans.map(describePlan)),
    };
  }

  async function describePlan({ buttonId: _, ...plan }: Plan) {
    return {
      ...plan,
      times: (await store.facts.get(factKinds.times, plan.id)) ?? null,
      votes: await store.votes.forPlan(plan.id),
      lines: await store.executions.lines(plan.id),
    };
  }

  return (app) => {
    app.setErrorHandler((thrown, _request, reply) =>
      isRetryable(thrown) ? reply.code(503).send({ error: describeError(thrown) }) : reply.send(thrown),
    );
    app.addHook('onRequest', async (request, reply) => {
      if (token === undefined) {
        return reply.code(403).send({ error: 'the API is closed', hint: 'set NOCTURNE_API_TOKEN' });
      }
      if (!tokenMatches(request, token)) return reply.code(401).send({ error: 'wrong or missing API token' });
    });
    app.get('/api/v1/incidents', async () => store.incidents.list({ limit: 200 }));
    app.get('/api/v1/incidents/:id', async (request, reply) => {
      const found = await describeIncident((request.params as { id: string }).id);
      return found ?? reply.code(404).send({ error: 'there is no such incident' });
    });
    app.get('/api/v1/plans/:id', async (request, reply) => {
      const plan = await store.plans.get((request.params as { id: string }).id);
      return plan ? describePlan(plan) : reply.code(404).send({ error: 'there is no such plan' });
    });
    app.get('/api/v1/audit', async () => store.audit.list());
    app.get('/api/v1/audit/verify', async () => store.audit.verify());
    app.post('/api/v1/commands', { bodyLimit: commandBytes }, async (request, reply) => {
      const { text } = (request.body ?? {}) as { text?: unknown };
      if (typeof text !== 'string') return reply.code(400).send({ error: 'text must be what is typed' });
      return { text: await command(text) };
    });
    app.post('/api/v1/train', async (request, reply) => {
      const { recordings, precision, span, kinds, seed } = (request.body ?? {}) as Record<string, unknown>;
      if (span !== undefined && (recordings !== undefined || !isSpan(span)))
        return reply
          .code(400)
          .send({ error: 'span must be {from, to} in milliseconds since 1970, without recordings' });
      if (span === undefined && !isFolders(recordings))
        return reply.code(400).send({ error: 'recordings must be a list of folders' });
      if (precision !== undefined && (span !== undefined || !isPrecision(precision)))
        return reply.code(400).send({ error: 'precision must be ns, us, ms, s, m or h, and is for recordings' });
      if (seed !== undefined && !isSeed(seed)) return reply.code(400).send({ error: 'seed must be a whole number' });
      if (kinds !== undefined && !isKinds(kinds))
        return reply.code(400).send({ error: `kinds must be a list of some of ${kindNames.join(', ')}` });
      const source = isFolders(recordings)
        ? { recordings, ...(precision && { precision }) }
        : { span: span as TrainingSource['span'] };
      return { runId: await train({ ...source, ...(kinds && { kinds }), seed }) };
    });
    app.get('/api/v1/train/:id', async (request, reply) => {
      const progress = await store.facts.get(trainingFact, (request.params as { id: string }).id);
      return progress ?? reply.code(404).send({ error: 'there is no such training run, or it has not begun' });
    });
    if (record) addRecordRoute(app, record);
    if (discovered) app.get('/api/v1/discovered', async () => discovered());
    if (telemetry) app.get('/api/v1/telemetry', async () => telemetry());
    if (models) addModelRoutes(app, models);
    if (labels) addLabelRoutes(app, labels);
    if (forecast) addForecastRoute(app, forecast);
    if (route) addRouteRoute(app, route);
    if (digest) addDigestRoute(app, digest);
    if (history) addHistoryRoute(app, history);
  };
}
