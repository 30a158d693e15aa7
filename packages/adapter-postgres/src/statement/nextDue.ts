import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** Reads the earliest instant at which a record can be leased, in epoch milliseconds; null when none waits. */
export const nextDue = (names: Names): RawBuilder<{ readonly due: string | null }> => sql<{
  due: string | null
}>`
  select floor(extract(epoch from min(coalesce(leased_until, available_at))) * 1000)::bigint::text as due
  from ${names.usageRecord}
  where ended_at is null`
