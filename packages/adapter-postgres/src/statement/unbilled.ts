import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { everyRecord } from "./everyRecord.ts"

/** Usage that will not be billed, for one reason. */
export interface UnbilledRow {
  readonly account: string
  readonly meter: string
  readonly kind: "dead" | "held" | "written off"
  readonly reason: string
  readonly quantity: string
}

/** Sums what will not be billed, by account, meter, kind and reason. */
export const unbilled = (names: Names): RawBuilder<UnbilledRow> => sql<UnbilledRow>`
  select account, meter, kind, reason, sum(quantity)::text as quantity from (
    select account, meter, 'dead' as kind, reason, used as quantity from ${everyRecord(names)} record where state = 'dead'
    union all
    select account, meter, kind, reason, quantity from ${names.setAside}
  ) entries
  group by 1, 2, 3, 4
  order by 1, 2, 3, reason collate "C"`
