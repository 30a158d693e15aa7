import type { Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { recordColumns, type RecordRow } from "./recordColumns.ts"

/** A record that ended because its window closed. */
export interface ExpiredRow extends RecordRow {
  readonly state: "dead" | "in doubt"
  readonly reason: string
}

/** Ends records past an instant that no running lease holds. */
export const expireRecords = (
  names: Names,
  { deadlineUntil, now }: { readonly deadlineUntil: Instant; readonly now: Instant }
): RawBuilder<ExpiredRow> => sql<ExpiredRow>`
  with expired as (
    update ${names.usageRecord} record
    set state = case when may_be_accepted or state = 'leased' then 'in doubt' else 'dead' end,
      reason = 'Expired: ' || coalesce(reason, 'never answered'),
      may_be_accepted = may_be_accepted or state = 'leased',
      ended_at = ${DateTime.formatIso(now)}::timestamptz,
      lease_id = null,
      leased_until = null
    where ended_at is null
      and send_before <= ${DateTime.formatIso(deadlineUntil)}::timestamptz
      and (leased_until is null or leased_until <= ${DateTime.formatIso(now)}::timestamptz)
    returning record.*
  )
  select ${recordColumns}, record.state, record.reason from expired record order by record.send_before, record.dedup_key`
