import type { Pool, PoolClient } from 'pg';

/** Commits what `work` did, or undoes it when it throws. A connection that failed is not used again. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  mode = 'READ WRITE',
): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(`BEGIN ${mode}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  } finally {
    // Closing the connection rolls back; a ROLLBACK could hang on the very connection that just failed.
    client.release(failure);
  }
}
