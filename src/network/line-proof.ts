import { maskSecrets } from './parsing/secrets.ts';
import { capText } from './untrusted.ts';
import { type Answer, findCommand, type Login, type Proof, type Vendor } from './vendor.ts';

/**
 * What an answer shows. "done": the device proved it. "refused": the device answered with an error, so the line did nothing. "unproven": neither
 * can be told, whatever the reason; nobody may go on as if it had been done.
 */
export type Verdict = { outcome: 'done' } | { outcome: 'refused' | 'unproven'; reason: string };

/** The first error of an answer, whichever line it stands in; undefined when there is none. */
export function findDeviceError({ errors }: Login, text: string): string | undefined {
  const found = errors.map((pattern) => text.match(pattern)).filter((match) => match !== null);
  const [first] = found.sort((a, b) => a.index! - b.index!);
  if (!first) return undefined;
  // The caret under the place of an error says nothing by itself.
  return maskSecrets(lineAt(text, first.index!) || first[0].trim());
}

function lineAt(text: string, index: number): string {
  const lines = text.slice(index, index + 2000).split('\n');
  return (lines.find((line) => /[A-Za-z]/.test(line)) ?? '').trim();
}

/** The entry that says how a line is proven; undefined when silence proves it. */
export function proofOf({ proofs }: Login, line: string): Proof | undefined {
  return proofs.find((proof) => proof.line.test(line));
}

/** Judges the answer to a line that alters something or leads to one: only what the declaration of the vendor takes as proof counts. */
export function judgeLine(login: Login, line: string, answer: Answer): Verdict {
  const error = findDeviceError(login, answer.text);
  const proof = proofOf(login, line);
  if (answer.exitStatus !== null && answer.exitStatus !== 0) {
    return { outcome: 'refused', reason: error ?? `it ended with status ${answer.exitStatus}` };
  }
  const proven = isProven(login, proof, answer);
  if (error === undefined && proven) return { outcome: 'done' };
  // An error beside the proof of success: one of two supervisors may have taken the line.
  if (error !== undefined && !(proof?.says instanceof RegExp && proven)) return { outcome: 'refused', reason: error };
  const said = capText(
    maskSecrets(answer.text)
      .trim()
      .replace(/\s*\n\s*/g, ' / '),
    200,
  );
  return { outcome: 'unproven', reason: said === '' ? 'it said nothing' : `it said: ${said}` };
}

function isProven(login: Login, proof: Proof | undefined, { text, prompt }: Answer): boolean {
  return saysEnough(login, proof, text) && (proof?.prompt?.test(prompt) ?? true);
}

function saysEnough({ channel, notices }: Login, proof: Proof | undefined, text: string): boolean {
  if (proof?.says instanceof RegExp) return proof.says.test(text);
  if (proof?.says === 'anything' || channel === 'exec') return true;
  return text.split('\n').every((line) => isNotice(notices, line));
}

const isNotice = (notices: readonly RegExp[], line: string) =>
  line.trim() === '' || notices.some((pattern) => pattern.test(line));

/**
 * Judges what was read. A whole configuration may hold lines that look like errors, because people wrote it: there its end decides, and a text
 * without it was cut and counts as nothing.
 */
export function judgeReading(vendor: Vendor, login: Login, line: string, answer: Answer): Verdict {
  const error = findDeviceError(login, answer.text);
  if (answer.exitStatus !== null && answer.exitStatus !== 0) {
    return { outcome: 'refused', reason: error ?? `it ended with status ${answer.exitStatus}` };
  }
  const isConfiguration = line === findCommand(vendor, vendor.snapshot.command)?.line;
  if (isConfiguration && vendor.snapshot.isWhole(answer.text)) return { outcome: 'done' };
  if (error !== undefined) return { outcome: 'refused', reason: error };
  return isConfiguration ? { outcome: 'unproven', reason: 'the answer was cut before its end' } : { outcome: 'done' };
}
