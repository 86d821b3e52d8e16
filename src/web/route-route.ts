import type { FastifyInstance } from 'fastify';
import type { Recommendation } from '../routes/recommendation.ts';
import { describeRoute, type RouteWords } from '../routes/route-words.ts';
import { isName, longestName } from './order-checks.ts';

/** Routes as the running bot knows them. */
export type RoutePort = (pair: { from: string; to: string }) => Promise<Recommendation | { problem: string }>;

/** What the API answers about a route: the words of Slack, and what they are made of. */
export type RouteAnswer = RouteWords & Recommendation;

/** `GET /api/v1/route?from=&to=` */
export function addRouteRoute(app: FastifyInstance, recommend: RoutePort): void {
  app.get('/api/v1/route', async (request, reply) => {
    const { from, to } = request.query as Record<string, unknown>;
    if (!isName(from) || !isName(to))
      return reply.code(400).send({ error: `from and to must be names of at most ${longestName} characters` });
    const told = await recommend({ from, to });
    if ('problem' in told) return reply.code(404).send({ error: told.problem });
    return { ...describeRoute(told), ...told } satisfies RouteAnswer;
  });
}
