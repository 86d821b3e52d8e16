import type { Log } from '../log.ts';
import type { QuestionRuns } from '../questions/question-runs.ts';
import { showWithPicture } from './picture-message.ts';
import type { Pictures } from './pictures.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { questionMessage } from './views/question.ts';

/** The messages of questions that take longer. However often the event comes, each stands once. */
export interface QuestionMessages {
  progress(questionId: string): Promise<void>;
}

export function createQuestionMessages(deps: {
  questionRuns: Pick<QuestionRuns, 'get'>;
  posted: PostedMessages;
  pictures: Pick<Pictures, 'upload'>;
  channel: () => string;
  log: Log;
}): QuestionMessages {
  const { questionRuns, pictures, channel } = deps;
  return {
    async progress(id) {
      const run = await questionRuns.get(id);
      if (!run) return;
      const chart = run.answer?.chart ?? null;
      const file = { filename: `${id}.png`, title: run.answer?.sentence.slice(0, 200) ?? id };
      await showWithPicture(
        {
          slot: slots.question(id),
          place: { channel: channel(), thread: null },
          draw: chart && (() => pictures.upload('history', chart, file)),
          build: (picture) => questionMessage(id, run, picture),
        },
        deps,
      );
    },
  };
}
