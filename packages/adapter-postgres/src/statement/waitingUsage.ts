import { type Instant, MeteringHour } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"
import { freshEvents } from "./freshEvents.ts"
import { hourOfEvent, isCountedAlone } from "./seriesUsage.ts"

/** Usage that is not billed yet; hours and times in epoch milliseconds. */
export interface WaitingRow {
  readonly account: string
  readonly meter: string
  readonly hour: string
  readonly state: "open" | "sealed"
  readonly quantity: string
  readonly deadline: string | null
}

/** Reads records that may still be sent and whose deadline is near, and open usage of hours from one to another. */
export const waitingUsage = (
  names: Names,
  options: {
    readonly deadlineUntil: Instant
    readonly openFrom: MeteringHour
    readonly openThrough: MeteringHour
  }
): RawBuilder<WaitingRow> => sql<WaitingRow>`
  select account, meter, ${millis("hour")} as hour, state, quantity::text as quantity, ${millis("deadline")} as deadline
  from (
    select account, meter, hour, 'open' as state, sum(quantity) as quantity, null::timestamptz as deadline
    from (
      select account, meter, hour, quantity from ${names.openHour}
      union all
      -- What no sealing has counted yet; events of a gauge and the like only when they are counted.
      select account, meter, ${hourOfEvent}, quantity
      from ${freshEvents(names, sql`(select snapshot from ${names.countedSnapshot})`)} event
      where ${isCountedAlone}
    ) open
    where hour between ${iso(MeteringHour.start(options.openFrom))}::timestamptz
      and ${iso(MeteringHour.start(options.openThrough))}::timestamptz
    group by account, meter, hour
    having sum(quantity) > 0
    union all
    select account, meter, hour, 'sealed', used, send_before
    from ${names.usageRecord}
    where ended_at is null and used > 0 and send_before <= ${iso(options.deadlineUntil)}::timestamptz
  ) waiting
  order by account, meter, waiting.hour, state`

const iso = (instant: Instant): string => DateTime.formatIso(instant)
