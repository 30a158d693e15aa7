import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { arrayText, timeOf, isoText } from "./asText.ts"
import type { DueRow } from "./openDueUsage.ts"

/**
 * Removes open hours that were read in this transaction, and answers with how many rows these were of those whose place is known.
 *
 * No other transaction changes open hours while this one holds the count, and it changes none that it closes; so each is where it
 * was read. An hour with tags has rows without number, which are found by their key.
 */
export const closeHours = (
  names: Names,
  hours: ReadonlyArray<DueRow>
): RawBuilder<{ readonly closed: string }> => {
  const tagged = hours.filter(({ place }) => place === null)
  const places = hours.flatMap(({ place }) => place ?? [])
  return sql<{ closed: string }>`
  with tagged as (
    delete from ${names.openHour} where ctid = any(array(
      select open.ctid
      from unnest(${arrayText(tagged.map(({ account }) => account))}::text[], ${arrayText(tagged.map(({ meter }) => meter))}::text[],
        ${arrayText(tagged.map(({ hour }) => isoText(timeOf(hour))))}::timestamptz[]) as done(account, meter, hour)
      cross join lateral (
        select ctid from ${names.openHour} part
        where part.account = done.account and part.meter = done.meter and part.hour = done.hour
        -- Keeps the planner from reading all that is open.
        offset 0
      ) open
    ))
  ),
  untagged as (
    delete from ${names.openHour} where ctid = any(${arrayText(places)}::text::tid[]) returning 1
  )
  select count(*)::text as closed from untagged`
}
