/** What people wrote is not kept longer than it takes to answer it; the key tells a redelivery. */
export const emptyInbox = `
UPDATE nocturne.inbox SET payload = 'null' WHERE done_at IS NOT NULL;
`;
