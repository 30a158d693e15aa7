import { type Instant, type Product } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/** How the database read events of a meter before it was told otherwise. */
export interface FormerMeter {
  readonly meter: string
  readonly aggregation: string
  readonly property: string | null
}

/**
 * Tells the database how events of the meters of a catalogue are read, and returns those that it had read in another way.
 *
 * A meter that the catalogue does not have stays known: another version, or another product's service, may still have it.
 */
export const tellMeters = (
  names: Names,
  products: ReadonlyArray<Product>,
  now: Instant
): RawBuilder<FormerMeter> => sql<FormerMeter>`
  with written as (
    insert into ${names.knownMeter} as there (meter, aggregation, refuses_fractions, property, told_at)
    select told.meter, told.aggregation, told.refuses_fractions, told.property, ${DateTime.formatIso(now)}::timestamptz
    from jsonb_to_recordset(${rowsParameter(rowsOf(products))})
      as told(meter text, aggregation text, refuses_fractions boolean, property text)
    -- In one order, so that processes that start together wait for each other and never block each other both ways.
    order by told.meter collate "C"
    on conflict (meter) do update set aggregation = excluded.aggregation, property = excluded.property,
      refuses_fractions = excluded.refuses_fractions, told_at = excluded.told_at
    where (there.aggregation, there.refuses_fractions, there.property)
      is distinct from (excluded.aggregation, excluded.refuses_fractions, excluded.property)
    returning meter
  )
  select former.meter, former.aggregation, former.property
  from ${names.knownMeter} former join written on written.meter = former.meter
  order by former.meter`

// A meter that stands in several products reads its events the same way in all of them.
const rowsOf = (products: ReadonlyArray<Product>) => [
  ...new Map(
    products
      .flatMap(({ meters }) => meters)
      .map(({ aggregation, fraction, name, property }) => [
        name,
        {
          meter: name,
          aggregation,
          refuses_fractions: fraction === "refuse",
          property: property ?? null
        }
      ])
  ).values()
]
