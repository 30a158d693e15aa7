import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** One figure of one account and meter. */
export interface FigureRow {
  readonly account: string
  readonly meter: string
  readonly figure: "recorded" | "open" | "carried" | "pending" | "accepted" | "dead" | "held" | "writtenOff"
  readonly quantity: string
}

/** Sums every figure of the balances from its own rows, in one statement and so in one snapshot. */
export const balances = (names: Names): RawBuilder<FigureRow> => sql<FigureRow>`
  select account, meter, figure, sum(quantity)::text as quantity from (
    select account, meter, 'recorded' as figure, quantity from ${names.usageEvent}
    union all
    select account, meter, 'open', quantity from ${names.usageEvent}
    where recorded_xid >= (select pg_snapshot_xmin(snapshot) from ${names.countedSnapshot})
      and not pg_visible_in_snapshot(recorded_xid, (select snapshot from ${names.countedSnapshot}))
    union all
    select account, meter, 'open', quantity from ${names.openHour}
    union all
    select account, meter, 'carried', quantity from ${names.carry}
    union all
    select account, meter,
      case state when 'settled' then 'accepted' when 'dead' then 'dead' else 'pending' end, quantity
    from ${names.usageRecord}
    union all
    select account, meter, case kind when 'held' then 'held' else 'writtenOff' end, quantity from ${names.setAside}
  ) entries
  group by 1, 2, 3
  order by 1, 2, 3`
