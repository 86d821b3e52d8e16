import { noDigests } from '../digests/digests.ts';
import { NocturneError } from '../errors.ts';
import { createIncidentLabels } from '../incidents/labels.ts';
import { noQuestionRuns } from '../questions/no-questions.ts';
import { createRisks } from '../risks/risks.ts';
import { type Bot, createBot } from './bot.ts';
import { deafReceiver } from './deaf-receiver.ts';
import type { BotDeps } from './deps.ts';
import { spokenPictures } from './pictures.ts';
import { createPrintedMessages } from './printed-messages.ts';
import { createShowing } from './showing.ts';

/** The name under which the outbox remembers what the terminal shows. */
const terminalProjection = 'terminal';

/**
 * A bot without Slack: incidents, facts, diagnoses and plans are printed as they happen, from now on, and commands are taken by `console`. Nobody
 * is known to it, so nobody approves a plan.
 */
export function createTerminalBot({ write, ...deps }: BotDeps & { write: (text: string) => void }): Bot {
  const stopping = new AbortController();
  const { signal } = stopping;
  const refuse = async (): Promise<never> => {
    throw new NocturneError('no-slack', 'There is no Slack in a terminal');
  };
  const bot = createBot({ ...deps, receiver: deafReceiver });
  const showing = createShowing({
    ...{ ...deps, secondChannel: null, signal, projectionName: terminalProjection },
    posted: createPrintedMessages({ write, clock: deps.clock }),
    api: { call: refuse },
    uploads: { upload: refuse },
    pictures: { ...spokenPictures, upload: refuse },
    labels: createIncidentLabels(deps.store.facts),
    risks: createRisks(deps),
    digests: deps.digests ?? noDigests,
    questionRuns: deps.questionRuns ?? noQuestionRuns,
    channel: () => 'terminal',
    findChannel: async () => 'terminal',
  });
  const { projection } = showing;
  return {
    ...bot,
    projection,
    async start() {
      void projection.run();
      projection.start();
      return { port: undefined };
    },
    project: () => projection.run(),
    publishHome: async () => undefined,
    person: async () => undefined,
    async close() {
      stopping.abort(new NocturneError('bot-closed', 'The bot was closed', { retryable: true }));
      await projection.close();
      await bot.close();
    },
  };
}
