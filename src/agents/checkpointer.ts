import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';

/** Checkpoints in PostgreSQL, in a schema of their own, on a pool that somebody else opens and closes. */
export async function openCheckpointer(
  pool: ConstructorParameters<typeof PostgresSaver>[0],
  schema = 'checkpoints',
): Promise<BaseCheckpointSaver> {
  const saver = new PostgresSaver(pool, undefined, { schema });
  await saver.setup();
  return saver;
}
