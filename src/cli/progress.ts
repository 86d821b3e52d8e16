import type { WorkStep } from '../domain/work-step.ts';

export interface ProgressBar {
  show(step: WorkStep): void;
  end(): void;
}

const barWidth = 30;
/** A bar that moves more often than this is not seen better. */
const drawEveryMs = 80;
/** Where nobody watches a bar move, a line for each tenth is enough. */
const lineEvery = 0.1;

/** Shows progress on stderr: one bar that moves on a terminal, a line now and then in a log. */
export function createProgressBar(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number } = process.stderr,
): ProgressBar {
  let told = { note: '', share: Number.NEGATIVE_INFINITY };
  let drawnAt = Number.NEGATIVE_INFINITY;

  function draw(share: number, note: string): void {
    const filled = Math.round(share * barWidth);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${formatShare(share)} ${note}`;
    stream.write(`\r\u001b[K${bar.slice(0, (stream.columns ?? 100) - 1)}`);
    drawnAt = performance.now();
  }

  return {
    show({ done, total, note }) {
      const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
      if (stream.isTTY) {
        if (share === 1 || performance.now() - drawnAt >= drawEveryMs) draw(share, note);
        return;
      }
      if (note === told.note && share - told.share < lineEvery) return;
      told = { note, share };
      stream.write(`${formatShare(share)} ${note}\n`);
    },
    end() {
      if (drawnAt > 0) stream.write('\n');
      drawnAt = Number.NEGATIVE_INFINITY;
    },
  };
}

const formatShare = (share: number) => `${String(Math.floor(share * 100)).padStart(3)} %`;
