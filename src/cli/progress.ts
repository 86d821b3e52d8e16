/** How far long work is. `done` of `total` count the same thing. */
export interface Step {
  done: number;
  total: number;
  note: string;
}

export interface ProgressBar {
  show(step: Step): void;
  end(): void;
}

const barWidth = 30;
/** Where nobody watches a bar move, a line for each tenth is enough. */
const lineEvery = 0.1;

/** Shows progress on stderr: one bar that moves on a terminal, a line now and then in a log. */
export function createProgressBar(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number } = process.stderr,
): ProgressBar {
  let told = { note: '', share: Number.NEGATIVE_INFINITY };
  let drawn = false;

  function draw(share: number, note: string): void {
    const filled = Math.round(share * barWidth);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${formatShare(share)} ${note}`;
    stream.write(`\r\u001b[K${bar.slice(0, (stream.columns ?? 100) - 1)}`);
    drawn = true;
  }

  return {
    show({ done, total, note }) {
      const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
      if (stream.isTTY) return draw(share, note);
      if (note === told.note && share - told.share < lineEvery) return;
      told = { note, share };
      stream.write(`${formatShare(share)} ${note}\n`);
    },
    end() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

const formatShare = (share: number) => `${String(Math.floor(share * 100)).padStart(3)} %`;
