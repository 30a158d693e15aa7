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
  readonly order_low: string
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
 * A record whose lease ran out may have been sent by its last holder, so taking it over marks it. What was settled leaves
 * entries in the index that nobody can remove as long as some transaction is older, and every lease would walk past them
 * all; so it begins where the last one has found the earliest record or, when others have come in since, where these did.
 * The keys are looked up as a list: a join with them would be planned as a look through the whole table as long as that
 * is small.
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
  ),
  due as materialized (
    select dedup_key from ${names.usageRecord}
    where ended_at is null and send_before >= (select low from known)
      and coalesce(leased_until, available_at) <= ${DateTime.formatIso(options.now)}::timestamptz
      and send_before > ${DateTime.formatIso(options.deadlineAfter)}::timestamptz
    order by send_before, dedup_key
    limit ${options.recordsMax}::integer
    for update skip locked
  ),
  leased as (
    update ${names.usageRecord} record
    set state = 'leased', lease_id = ${options.id}, leased_until = ${DateTime.formatIso(options.until)}::timestamptz,
      attempts = record.attempts + 1, may_be_accepted = record.may_be_accepted or record.state = 'leased'
    where record.dedup_key = any (array(select dedup_key from due))
    returning record.*
  )
  select ${recordColumns}, record.attempts::text as attempts, record.may_be_accepted::text as may_be_accepted,
    ${millis("record.send_before")} as send_before,
    (select version::text from known) as order_version,
    (select ${millis("earliest.send_before")} from (
      select min(send_before) as send_before from ${names.usageRecord}
      where ended_at is null and send_before >= (select low from known)
    ) earliest) as order_low
  from leased record
  order by record.send_before, record.dedup_key`
