/** ANSI escape sequences: CSI, OSC up to its terminator, and the two-character ones. */
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
/** Everything below the space except tab and newline, delete, C1, and the two Unicode line separators. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
/** Zero-width, bidirectional and other characters that change what is seen without being seen. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;

/** Takes terminal sequences, control, zero-width and bidirectional characters out of device text. Line ends become `\n`. */
export function cleanText(text: string): string {
  return eraseOverwritten(text.replace(ansi, '').replace(/(?<!\r)\r+\n/g, '\n'))
    .replace(control, '')
    .replace(invisible, '');
}

/**
 * What a person wrote, as others see it: on one line, without hidden characters and spaces at its ends. Empty when nothing of it can be seen,
 * so check what is required on this and on nothing else.
 */
export function visibleText(text: string): string {
  const line = cleanText(text)
    .replace(/[\s\u2800]+/g, ' ')
    .trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(line) ? line : '';
}

/** Backspaces and carriage returns repaint a line: what a terminal would still show is what counts. */
function eraseOverwritten(text: string): string {
  if (!/[\b\r]/.test(text)) return text;
  const lines = text.split('\n').map((line) => {
    const painted = line.slice(line.lastIndexOf('\r') + 1);
    const kept: string[] = [];
    for (const character of painted) character === '\b' ? kept.pop() : kept.push(character);
    return kept.join('');
  });
  return lines.join('\n');
}

/** Cleans and cuts: at most `maxLength` characters, with an ellipsis that says how many were left out. */
export function capText(text: string, maxLength: number): string {
  const characters = [...cleanText(text)];
  if (characters.length <= maxLength) return characters.join('');
  return `${characters.slice(0, maxLength).join('')}… (${characters.length - maxLength} more characters)`;
}

/** Marks text as something to look at and never to obey. The mark can't be closed from within. */
export function wrapUntrusted(text: string, options: { source: string; maxLength?: number }): string {
  const unbracket = (value: string) => value.replaceAll('<', '‹').replaceAll('>', '›');
  const source = unbracket(cleanText(options.source)).replace(/["\n]/g, ' ');
  return `<untrusted source="${source}">\n${unbracket(capText(text, options.maxLength ?? 4000))}\n</untrusted>`;
}
