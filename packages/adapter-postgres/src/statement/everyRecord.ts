import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** All columns of a record, which are the same where it is archived. */
export const everyColumn: RawBuilder<unknown> = sql.raw(
  `dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations,
  deadline, sealed_at, withheld_until, send_before, state, available_at, attempts, may_be_accepted, lease_id, leased_until,
  reason, metering_record_id, ended_at`
)

/**
 * Every record that was ever sealed, archived or not, as a table to select from; archived ones only where `archivedIf` holds.
 *
 * Without a condition, rows of both tables come in the order of their indexes: Postgres looks through no `where` for that.
 */
export const everyRecord = (names: Names, archivedIf?: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select ${everyColumn} from ${names.usageRecord}
  union all
  select ${everyColumn} from ${names.archivedRecord}${archivedIf === undefined ? sql`` : sql` where ${archivedIf}`}
)`
