import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { everyEvent } from "./everyEvent.ts"
import { figureOfState } from "./figureOfState.ts"
import { freshEvents } from "./freshEvents.ts"
import { hoursOfEvent, isCountedAlone, seriesUsage } from "./seriesUsage.ts"

/** One figure of one account and meter. */
export interface FigureRow {
  readonly account: string
  readonly meter: string
  readonly figure:
    | "recorded"
    | "open"
    | "carried"
    | "pending"
    | "accepted"
    | "dead"
    | "held"
    | "included"
    | "writtenOff"
  readonly quantity: string
}

/**
 * Sums every figure of the balances from its own rows, in one statement and so in one snapshot; of what is archived, from what it
 * came to when it was.
 *
 * An hour of events that only make sense together is aggregated from all of them as long as one is not archived; what the archive
 * knows of it is taken off.
 */
export const balances = (names: Names): RawBuilder<FigureRow> => sql<FigureRow>`
  with counted as materialized (select snapshot from ${names.countedSnapshot}),
  touched as materialized (
    select distinct account, meter, hour
    from ${names.usageEvent} event, lateral (${hoursOfEvent}) hours(hour)
    where not ${isCountedAlone}
  ),
  series as materialized (${seriesUsage(sql`touched`, everyEvent(names))})
  select account, meter, figure, sum(quantity)::text as quantity from (
    select account, meter, 'recorded' as figure, quantity from ${names.usageEvent} event where ${isCountedAlone}
    union all
    select account, meter, 'recorded', quantity from series
    union all
    select account, meter, 'recorded', -quantity from ${names.archivedSeries}
    where (account, meter, hour) in (select account, meter, hour from touched)
    union all
    select account, meter, figure, quantity from ${names.archivedFigure}
    union all
    select account, meter, 'open', quantity from ${freshEvents(names, sql`(select snapshot from counted)`)} event
    where ${isCountedAlone}
    union all
    select account, meter, 'open', quantity from series
    union all
    select account, meter, 'open', -quantity from ${names.countedSeries}
    where (account, meter, hour) in (select account, meter, hour from touched)
    union all
    select account, meter, 'open', quantity from ${names.openHour}
    union all
    select account, meter, 'carried', quantity from ${names.carry}
    union all
    select account, meter, 'included', quantity from ${names.included}
    union all
    select account, meter, ${figureOfState}, used from ${names.usageRecord}
    union all
    select account, meter, case kind when 'held' then 'held' else 'writtenOff' end, quantity from ${names.setAside}
  ) entries
  group by 1, 2, 3
  order by 1, 2, 3`
