import { setTimeout as sleep } from "node:timers/promises"
import type { Pool } from "pg"

/** Waits until as many sessions of the database wait for a lock, so that a test can go on in that very moment. */
export const untilWaiting = async (pool: Pool, sessions = 1): Promise<void> => {
  for (let tries = 0; tries < triesMax; tries++) {
    const { rows } = await pool.query<{ waiting: string }>(
      `select count(*)::text as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`
    )
    if (Number(rows[0]!.waiting) >= sessions) return
    await sleep(10)
  }
  throw new Error(`${sessions} sessions should wait for a lock, and do not`)
}

const triesMax = 500
