/** The people of the local workspace. Ids have Slack's form. */
export const personas = [
  { id: 'U0ONCALL001', name: 'noor', realName: 'Noor Haddad', role: 'on-call engineer' },
  { id: 'U0APPROVE01', name: 'ada', realName: 'Ada Lindqvist', role: 'approver' },
  { id: 'U0APPROVE02', name: 'tomas', realName: 'Tomas Rivera', role: 'second approver' },
  { id: 'U0OUTSIDE01', name: 'sam', realName: 'Sam Okafor', role: 'outsider' },
] as const;

/** The id of a persona by its role. */
export function personaOf(role: (typeof personas)[number]['role']): (typeof personas)[number] {
  return personas.find((persona) => persona.role === role)!;
}

/** Who may approve changes, as a user group of the workspace. */
export const approversGroup = {
  id: 'S0APPROVERS',
  handle: 'change-approvers',
  name: 'Change approvers',
  users: [personaOf('approver').id, personaOf('second approver').id],
};

export const nocChannel = { id: 'C0NOC000001', name: 'noc' };

/** The app as the workspace knows it. The secrets are those of a workspace that exists on this machine only while the demo runs. */
export const nocturneApp = {
  appId: 'A0NOCTURNE1',
  botUserId: 'U0NOCTURNE1',
  botId: 'B0NOCTURNE1',
  name: 'Nocturne',
  slashCommand: '/noc',
} as const;
