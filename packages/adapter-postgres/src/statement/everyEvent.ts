import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** The columns that say what was recorded, and when. */
export const eventColumns: RawBuilder<unknown> = sql.raw(
  `event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at, recorded_xid`
)

/** Every event that was ever recorded, archived or not, as a table to select from. */
export const everyEvent = (names: Names): RawBuilder<unknown> => sql`(
  select ${eventColumns} from ${names.usageEvent}
  union all
  select ${eventColumns} from ${names.archivedEvent}
)`
