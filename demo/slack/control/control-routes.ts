import type { FastifyInstance } from 'fastify';
import { parseBody } from '../request-body.ts';
import type { Control } from './control.ts';

/** The names under `/control/`, as a list, so that nothing else of an object can be called from outside. */
const controlNames = [
  'post',
  'mention',
  'command',
  'press',
  'select',
  'suggest',
  'submit',
  'closeModal',
  'openHome',
  'react',
  'stopSession',
  'waitForMessage',
  'history',
  'views',
  'waitForModal',
  'deliveries',
  'journal',
  'inject',
  'clearFaults',
  'connections',
  'waitForConnections',
  'dropSockets',
  'refresh',
  'gap',
  'setRequestUrl',
  'changeUser',
  'changeUserGroup',
  'startScenario',
  'endScenario',
  'reset',
] as const satisfies readonly (keyof Control)[];

/**
 * Serves `POST /control/<name>` with the function's argument as JSON; answers `{ok: true, result}`, or 400 with
 * `{ok: false, error}`. Only for this machine: the server listens on 127.0.0.1.
 */
export function serveControl(server: FastifyInstance, control: Control): void {
  for (const name of controlNames) {
    server.post(`/control/${name}`, async (request, reply) => {
      try {
        const act = control[name] as (args: unknown) => unknown;
        return { ok: true, result: (await act(await parseBody(request))) ?? null };
      } catch (cause) {
        return reply.code(400).send({ ok: false, error: cause instanceof Error ? cause.message : String(cause) });
      }
    });
  }
}
