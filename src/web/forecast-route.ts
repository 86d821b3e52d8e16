import type { FastifyInstance } from 'fastify';
import type { ForecastAnswer, ForecastOrder } from '../tools/forecast/answer.ts';
import { forecastHours } from '../tools/forecast/place.ts';
import { isName, longestName } from './order-checks.ts';

/** Forecasts of the running bot. */
export type ForecastPort = (order: ForecastOrder) => Promise<ForecastAnswer>;

const { least, most, usual } = forecastHours;

/** `GET /api/v1/forecast?device=&interface=&metric=&hours=&day=`; all but the device may be left out, and of hours and day one must be. */
export function addForecastRoute(app: FastifyInstance, forecast: ForecastPort): void {
  app.get('/api/v1/forecast', async (request, reply) => {
    const { device, interface: port, metric, hours, day } = request.query as Record<string, unknown>;
    if (!isName(device) || [port, metric].some((name) => name !== undefined && !isName(name)))
      return reply
        .code(400)
        .send({ error: `device, interface and metric must be names of at most ${longestName} characters` });
    const ahead = readAhead(hours, day);
    if ('error' in ahead) return reply.code(400).send(ahead);
    const names = { device, interface: port as string | undefined, metric: metric as string | undefined };
    const answer = await forecast({ ...names, ...ahead });
    return 'problem' in answer ? reply.code(404).send({ error: answer.problem }) : answer;
  });
}

function readAhead(hours: unknown, day: unknown): { hours: number } | { day: true } | { error: string } {
  if (day !== undefined && day !== 'true' && day !== 'false') return { error: 'day must be true or false' };
  if (day === 'true')
    return hours === undefined ? { day: true } : { error: 'hours must be left out of a forecast of a day' };
  const given = hours ?? String(usual);
  const wanted = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : Number.NaN;
  return wanted >= least && wanted <= most
    ? { hours: wanted }
    : { error: `hours must be a whole number from ${least} to ${most}` };
}
