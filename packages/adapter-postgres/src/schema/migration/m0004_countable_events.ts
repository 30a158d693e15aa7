import { type Kysely, sql } from "kysely"
import { namesIn } from "../Names.ts"

/**
 * Keeps out quantities that are no amounts, whoever writes them.
 *
 * Sealing reads all that is open at once, so one event that it cannot read, which nobody may remove, would keep every account from
 * being billed. A statement reads each check of its table anew, at a tenth of what a bare INSERT costs; so there is one, and all
 * else about an event is looked at by the function of migration 8, through which all recording goes.
 */
export const countableEvents =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    // What is there was checked by the library that recorded it, so nothing has to be read while recorders wait.
    await sql`alter table ${namesIn(schema).usageEvent}
        drop constraint event_quantity_not_negative,
        drop constraint event_aggregation_known,
        -- NaN is greater than every number, and would pass as not negative.
        add constraint event_quantity_countable check (quantity >= 0 and quantity < 1e25) not valid`.execute(
      db
    )
  }
