import { type EndedSubscription, MeteringHour } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/**
 * Brings forward the unsettled records of subscriptions whose agreement ends.
 *
 * Records that somebody leases or settles at this moment are left to the next time, so that nobody waits for another.
 */
export const hastenRecords = (
  names: Names,
  ended: ReadonlyArray<EndedSubscription>
): RawBuilder<{ readonly moved: string }> => sql<{ moved: string }>`
  with ended as materialized (
    select account, product_code, agreement, first_hour, ends_here, ends_at, send_before
    from jsonb_to_recordset(${rowsParameter(ended.map(endedRow))}) as ended(account text, product_code text,
      agreement jsonb, first_hour timestamptz, ends_here timestamptz, ends_at timestamptz, send_before timestamptz)
  ),
  hit as materialized (
    select record.dedup_key, min(ended.send_before) as send_before, min(ended.ends_at) as ends_at
    from ended
    join ${names.usageRecord} record on record.account = ended.account and record.product_code = ended.product_code
      and record.agreement = ended.agreement and record.hour >= ended.first_hour and record.hour < ended.ends_here
    where record.ended_at is null
      and (record.send_before > ended.send_before or record.withheld_until > ended.ends_at)
    group by record.dedup_key
  ),
  due as materialized (
    select record.dedup_key, hit.send_before, hit.ends_at
    from hit join ${names.usageRecord} record on record.dedup_key = hit.dedup_key
    where record.ended_at is null
    for update of record skip locked
  ),
  moved as (
    update ${names.usageRecord} record
    set send_before = least(record.send_before, due.send_before),
      available_at =
        case when withheld_until > ends_at then least(available_at, ends_at) else available_at end,
      withheld_until = case when withheld_until > ends_at then ends_at else withheld_until end
    from due where record.dedup_key = due.dedup_key
    returning record.dedup_key
  )
  select count(*)::text as moved from moved`

const endedRow = ({ endsAt, sendBefore, subscription }: EndedSubscription) => ({
  account: subscription.account,
  product_code: subscription.productCode,
  agreement: subscription.agreement,
  first_hour: DateTime.formatIso(MeteringHour.start(MeteringHour.of(subscription.activeFrom))),
  ends_here: DateTime.formatIso(subscription.activeUntil ?? endsAt),
  ends_at: DateTime.formatIso(endsAt),
  send_before: DateTime.formatIso(sendBefore)
})
