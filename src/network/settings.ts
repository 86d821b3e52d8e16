import { z } from 'zod';
import type { Credentials } from './session-opening.ts';
import type { Credential } from './transport/ssh.ts';

const netbox = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  hostKeys: z.string().default('host-keys.yaml'),
  filter: z.record(z.string(), z.string()).default({}),
  platforms: z.record(z.string(), z.string()).default({}),
});

/** The key `inventory` of nocturne.yaml: a file, or where NetBox is. */
export const inventorySchema = z
  .union([z.string(), z.strictObject({ netbox })])
  .default('topology.yaml')
  .describe('Devices and the links between them: a file, or `{netbox: {url, hostKeys, filter, platforms}}`');

export type InventorySettings = z.output<typeof inventorySchema>;

/** The section `devices` of nocturne.yaml. */
export const devicesSchema = z.strictObject({
  answerSeconds: z
    .number()
    .positive()
    .max(600)
    .default(15)
    .describe(
      'Seconds of silence after which the answer of a device is given up; commits and whole configurations get more',
    ),
});

/** The environment variables of this room. */
export const networkVariables = {
  NOCTURNE_NETBOX_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('Token that may read NetBox, when the inventory is there'),
  NOCTURNE_READ_USER: z.string().optional().describe('Account on the devices that only reads'),
  NOCTURNE_READ_PASSWORD: z.string().optional().describe('Password of the reading account'),
  NOCTURNE_READ_KEY_FILE: z.string().optional().describe('File with the private key of the reading account'),
  NOCTURNE_CHANGE_USER: z.string().optional().describe('Account that carries approved changes out'),
  NOCTURNE_CHANGE_PASSWORD: z.string().optional().describe('Password of the change account'),
  NOCTURNE_CHANGE_KEY_FILE: z.string().optional().describe('File with the private key of the change account'),
  NOCTURNE_OPERATOR_USER: z.string().optional().describe('Account of a restricted operator shell, where there is one'),
  NOCTURNE_OPERATOR_PASSWORD: z.string().optional().describe('Password of the operator account'),
  NOCTURNE_OPERATOR_KEY_FILE: z.string().optional().describe('File with the private key of the operator account'),
};

type Variables = { [Name in keyof typeof networkVariables]?: string | undefined };

/** The accounts that the environment describes in full; `readKey` reads the file of a private key and throws when it can't. */
export function readAccounts(variables: Variables, readKey: (file: string) => string): Credentials {
  const account = (user?: string, password?: string, keyFile?: string): Credential | undefined => {
    if (user === undefined) return undefined;
    const privateKey = keyFile === undefined ? undefined : readKey(keyFile);
    if (password === undefined && privateKey === undefined) return undefined;
    return { username: user, password, privateKey };
  };
  const v = variables;
  return {
    read: account(v.NOCTURNE_READ_USER, v.NOCTURNE_READ_PASSWORD, v.NOCTURNE_READ_KEY_FILE),
    change: account(v.NOCTURNE_CHANGE_USER, v.NOCTURNE_CHANGE_PASSWORD, v.NOCTURNE_CHANGE_KEY_FILE),
    operator: account(v.NOCTURNE_OPERATOR_USER, v.NOCTURNE_OPERATOR_PASSWORD, v.NOCTURNE_OPERATOR_KEY_FILE),
  };
}
