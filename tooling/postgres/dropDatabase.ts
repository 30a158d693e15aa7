import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { tablesWithSecrets } from "../canaries/tablesWithSecrets.ts"

const triesMax = 500

/**
 * Drops a database of the test server once its last session has gone, and in any case after five seconds.
 *
 * A pool says that it has ended while its connections are still closing. A server that cuts one off then sends an error
 * that nobody listens to any more, and the test process dies of it.
 *
 * - **Errors**: rejects, once it is dropped, if a table of it held a secret.
 */
export const dropDatabase = async (server: string, name: string): Promise<void> => {
  const leaks = await tablesWithSecrets(server, [name])
  const client = new Client({ connectionString: server })
  await client.connect()
  for (let tries = 0; tries < triesMax; tries++) {
    const { rowCount } = await client.query("select from pg_stat_activity where datname = $1", [name])
    if (rowCount === 0) break
    await sleep(10)
  }
  await client.query(`drop database if exists ${name} with (force)`)
  await client.end()
  if (leaks.length > 0) throw new Error(`A secret has leaked: ${leaks.join(", ")}`)
}
