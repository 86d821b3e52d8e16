/** The tags in which models put what they think before they answer. */
const tag =
  /(?:<|◁|\[(?=\/?think\]))(\/?)(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad)(?:\s[^<>]{0,100})?[>▷\]]/gi;
/** The format of gpt-oss: each channel but the last one is analysis. */
const channel = '<|channel|>';
const finalChannel = `${channel}final<|message|>`;

/**
 * The text without a model's thoughts, which are no part of its answer: `<think>…</think>` and its like, nested, without an end, or with an
 * end only (some templates leave the opening tag to the prompt). Takes time in proportion to the text.
 */
export function withoutThoughts(text: string): string {
  const answer = finalAnswer(text);
  let kept: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of answer.matchAll(tag)) {
    const closes = match[1] === '/';
    if (depth === 0) {
      if (closes) kept = [];
      else kept.push(answer.slice(from, match.index));
    }
    depth = closes ? Math.max(0, depth - 1) : depth + 1;
    from = match.index + match[0].length;
  }
  if (depth === 0) kept.push(answer.slice(from));
  return kept.join('').trim();
}

function finalAnswer(text: string): string {
  const start = text.lastIndexOf(finalChannel);
  if (start >= 0) return text.slice(start + finalChannel.length);
  return text.includes(channel) ? '' : text;
}
