import type { Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"
import { recordColumns, type RecordRow } from "./recordColumns.ts"

/** A record under lease. */
export interface LeasedRow extends RecordRow {
  readonly attempts: string
  readonly may_be_accepted: "true" | "false"
  readonly send_before: string
  /** Where the next lease begins to look, as the statement takes it back. */
  readonly order_version: string
  /** Null where the only records came in while the statement ran. */
  readonly order_low: string | null
}

/** Before which instant, in epoch milliseconds, no unsettled record stands as long as the order has this version. */
export interface LeaseMark {
  readonly low: string
  readonly version: string
}

/** Knows nothing: the order never has this version. */
export const unknownMark: LeaseMark = {
  low: "0",
  version: "00000000-0000-0000-0000-000000000000"
}

/**
 * Leases records that are due, skipping those that another worker is leasing at this moment.
 *
 * What was settled leaves entries in the index that nobody can remove as long as some transaction is older, and every lease
 * would walk past them all; so it begins where the last one has found the earliest record or, when others have come in
 * since, where these did.
 */
export const leaseDue = (
  names: Names,
  options: {
    readonly deadlineAfter: Instant
    readonly id: string
    readonly mark: LeaseMark
    readonly now: Instant
    readonly recordsMax: number
    readonly until: Instant
  }
): RawBuilder<LeasedRow> => sql<LeasedRow>`
  with known as materialized (
    select version, case when version = ${options.mark.version}::text::uuid
      then timestamptz 'epoch' + ${options.mark.low}::text::bigint * interval '1 millisecond' else low end as low
    from ${names.leaseOrder}
  )
  select ${recordColumns}, record.attempts::text as attempts, record.may_be_accepted::text as may_be_accepted,
    ${millis("record.send_before")} as send_before,
    (select version::text from known) as order_version,
    (select ${millis("earliest.send_before")} from (
      select min(send_before) as send_before from ${names.usageRecord}
      where ended_at is null and send_before >= (select low from known)
    ) earliest) as order_low
  from ${names.leaseDue}((select low from known), ${DateTime.formatIso(options.now)},
    ${DateTime.formatIso(options.deadlineAfter)}, ${options.recordsMax}::integer, ${options.id},
    ${DateTime.formatIso(options.until)}) record
  order by record.send_before, record.dedup_key`
