import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { type ArchivePage, liesIn } from "./archivePage.ts"
import { everyColumn } from "./everyRecord.ts"
import { figureOfState } from "./figureOfState.ts"

/** Tells whether a piece of the table has a record that can be archived. */
export const hasFinishedRecord = (
  names: Names,
  page: ArchivePage
): RawBuilder<{ readonly found: "true" | "false" }> => sql<{ found: "true" | "false" }>`
  select exists (select from ${names.usageRecord} record where ${isFinished(names, page)})::text as found`

/** Moves the finished records of a piece of the table to the archive, with what they come to; answers with how many they are. */
export const archiveRecords = (
  names: Names,
  page: ArchivePage,
  archivedAs: string
): RawBuilder<{ readonly records: string }> => sql<{ records: string }>`
  with moved as (
    delete from ${names.usageRecord} record where ${isFinished(names, page)} returning ${everyColumn}
  ),
  kept as (
    insert into ${names.archivedRecord} (archived_as, ${everyColumn})
    select ${archivedAs}::text::bigint, ${everyColumn} from moved
  ),
  figured as (
    insert into ${names.archivedFigure} as there (account, meter, figure, quantity)
    select account, meter, ${figureOfState}, sum(used) from moved group by 1, 2, 3
    on conflict (account, meter, figure) do update set quantity = there.quantity + excluded.quantity
  )
  select count(*)::text as records from moved`

const isFinished = (names: Names, page: ArchivePage) => {
  const before = sql`${DateTime.formatIso(page.before)}::timestamptz`
  return sql`${liesIn("record", page)}
    and record.ended_at < ${before} and record.hour < ${before}
    and not exists (
      select from ${names.openHour} open
      where open.account = record.account and open.meter = record.meter and open.hour = record.hour
    )`
}
