import type { FastifyInstance } from 'fastify';
import type { ForecastAnswer } from '../tools/forecast/answer.ts';
import { forecastHours } from '../tools/forecast/place.ts';
import type { ForecastQuestion } from '../tools/forecast/target.ts';

/** Forecasts of the running bot. */
export type ForecastPort = (question: ForecastQuestion & { hours: number }) => Promise<ForecastAnswer>;

const longestName = 120;
const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= longestName &&
  value.isWellFormed() &&
  !value.includes('\0');

const { least, most, usual } = forecastHours;

/** `GET /api/v1/forecast?device=&interface=&metric=&hours=`; all but the device may be left out. */
export function addForecastRoute(app: FastifyInstance, forecast: ForecastPort): void {
  app.get('/api/v1/forecast', async (request, reply) => {
    const { device, interface: port, metric, hours = String(usual) } = request.query as Record<string, unknown>;
    if (!isName(device) || [port, metric].some((name) => name !== undefined && !isName(name)))
      return reply
        .code(400)
        .send({ error: `device, interface and metric must be names of at most ${longestName} characters` });
    const wanted = typeof hours === 'string' && /^\d{1,3}$/.test(hours) ? Number(hours) : Number.NaN;
    if (!(wanted >= least && wanted <= most))
      return reply.code(400).send({ error: `hours must be a whole number from ${least} to ${most}` });
    const names = { device, interface: port as string | undefined, metric: metric as string | undefined };
    const answer = await forecast({ ...names, hours: wanted });
    return 'problem' in answer ? reply.code(404).send({ error: answer.problem }) : answer;
  });
}
