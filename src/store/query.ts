/** Runs one statement, in a transaction or outside of any. `rowCount` is the number of rows that it returned or changed. */
export type Query = (
  text: string,
  values?: unknown[],
) => Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
