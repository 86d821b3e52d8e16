import { inDevice, run } from '../network/run.ts';

/** What the product leaves to people once a link is mended: the configuration that the operator shell kept is given back. */
export async function giveBack(devices: readonly string[], tell: (line: string) => void): Promise<void> {
  for (const device of devices) {
    const answer = await run(inDevice(device, ['/run/lab/operator-shell', '-c', 'frr-reload --reload nocturne'])).catch(
      ({ stdout, message }: Error & { stdout?: string }) => stdout || message,
    );
    tell(`by hand, ${device}: ${answer.trim()}`);
  }
}
