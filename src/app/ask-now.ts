import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { NocturneError } from '../errors.ts';
import { openModels } from '../learning/open-models.ts';
import type { Log } from '../log.ts';
import type { QuestionAnswer } from '../questions/answer-question.ts';
import { createQuestions } from '../questions/questions.ts';
import type { LineRunner } from '../web/answer-in-lines.ts';
import { askForProgram } from './ask-for-program.ts';
import { readInventory } from './inventory.ts';
import { historyFolders, openHistoryOf } from './open-history.ts';
import { openLocalStore } from './open-local-store.ts';
import { createQuestionRecords } from './question-records.ts';
import { modelsFolder } from './state-folders.ts';

/** Asks the history in this process, for a machine on which no bot runs. Throws `no-history`. */
export async function askNow(
  config: Config,
  words: readonly string[],
  { log, onProgress, signal }: LineRunner & { log: Log },
): Promise<QuestionAnswer> {
  const { dir, folder } = historyFolders(config);
  if (![dir, folder].some(existsSync))
    throw new NocturneError('no-history', `No telemetry is stored in ${dir}`, {
      hint: 'start a bot, or name the folder of its state with --state',
    });
  const topology = await readInventory(config, log);
  const store = await openLocalStore(config, { log });
  try {
    const history = await openHistoryOf(config, { log, clock: Date.now });
    try {
      const records = createQuestionRecords({ store, registry: openModels(modelsFolder(config.state)) });
      const questions = createQuestions({ tables: history, records, topology: () => topology, clock: Date.now });
      return await askForProgram(questions, words, { onProgress, signal });
    } finally {
      await history.close();
    }
  } finally {
    await store.close();
  }
}
