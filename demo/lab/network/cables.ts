import { connect } from 'node:net';
import { NocturneError } from '../../../src/errors.ts';
import { labFiles } from '../lab-state.ts';

export type Way = 'ab' | 'ba' | 'both';

/** What a cable does to packets: delay and jitter in ms, loss in %, rate in kbit/s (0 for none), each way. */
export interface CableSettings {
  delay?: number;
  jitter?: number;
  loss?: number;
  rate?: number;
}

type CableWay = Required<CableSettings> & { frames: number; bytes: number; lost: number; overrun: number };

export interface CableStats {
  /** Whether packets pass before other work of this machine. */
  realtime: boolean;
  cables: Record<string, { carrier: boolean; ab: CableWay; ba: CableWay }>;
}

/** Sends one command to the program of the cables. @throws NocturneError `lab-down`, or `lab-failed` with its words. */
export function askCables(command: string, socket = labFiles.cables): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const client = connect(socket, () => client.write(`${command}\n`));
    client.setTimeout(5000, () => client.destroy(new Error('no answer')));
    client.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    client.on('error', (cause) =>
      reject(
        new NocturneError('lab-down', `The cables do not answer: ${cause.message}`, {
          hint: 'npm run lab -- up',
          cause,
        }),
      ),
    );
    client.on('end', () => {
      if (!text.startsWith('error ')) return resolve(text);
      reject(new NocturneError('lab-failed', `The cables refuse "${command}": ${text.slice('error '.length).trim()}`));
    });
  });
}

/** Changes what a cable does from now on; what is left out stays. */
export const setCable = (link: string, way: Way, settings: CableSettings): Promise<string> =>
  askCables(
    `set ${link} ${way} ${Object.entries(settings)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}`,
  );

export const setCarrier = (link: string, up: boolean): Promise<string> => askCables(`carrier ${link} ${up ? 1 : 0}`);

export const cableStats = async (): Promise<CableStats> => JSON.parse(await askCables('stats')) as CableStats;
