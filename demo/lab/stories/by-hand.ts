import { inDevice, run } from '../network/run.ts';

/** Lines of the operator shell that a person gives, one after the other. */
export async function doByHand(
  lines: readonly { device: string; line: string }[],
  tell: (line: string) => void,
): Promise<void> {
  for (const { device, line } of lines) {
    const answer = await run(inDevice(device, ['/run/lab/operator-shell', '-c', line])).catch(
      ({ stdout, message }: Error & { stdout?: string }) => stdout || message,
    );
    tell(`by hand, ${device}: ${answer.trim()}`);
  }
}
