import { type Kysely, sql } from "kysely"
import { namesIn } from "../Names.ts"

/**
 * Keeps out events that no sealing could read, whoever records them.
 *
 * Sealing reads all that is open at once, so one such row, which nobody may remove, would keep every account from being billed.
 */
export const countableEvents =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    // What is there was checked by the library that recorded it, so nothing has to be read while recorders wait.
    await sql`alter table ${namesIn(schema).usageEvent}
        -- NaN is greater than every number, and passes as not negative.
        add constraint event_quantity_countable check (quantity < 1e25 and quantity = trunc(quantity, 12)) not valid,
        add constraint event_occurred_at_known
          check (occurred_at >= '2000-01-01T00:00:00Z' and occurred_at < '2200-01-01T00:00:00Z') not valid,
        add constraint event_tags_are_pairs
          check (tags = '[]' or jsonb_typeof(tags) = 'array' and not jsonb_path_exists(tags, 'strict $[*] ?
            (@.type() != "array" || @.size() != 2 || @[0].type() != "string" || @[1].type() != "string")'))
      not valid`.execute(db)
  }
