import {
  type Instant,
  MeteringHour,
  MeteringLimits,
  type MeteringHour as Hour,
  type ProductMeter
} from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { arrayText, millis, rowsParameter } from "./asText.ts"
import { everyRecord } from "./everyRecord.ts"

/** An open hour that is due, with what is known of its account and meter. Hours and times in epoch milliseconds. */
export interface DueRow {
  readonly account: string
  readonly meter: string
  readonly hour: string
  /** The quantity, where no part of it has tags, so that one row is all there is of the hour. */
  readonly untagged: string | null
  /** Where that row stands in the table. */
  readonly place: string | null
  /** JSON, where some part has tags: pairs of tags and a quantity as text. */
  readonly usage: string | null
  readonly carry_hour: string | null
  readonly carry_quantity: string | null
  /** Sealed hours, comma-separated. */
  readonly sealed_hours: string | null
  /** JSON: what allowances have covered, pairs of a period and a quantity as text. */
  readonly included: string | null
  /** Quantities of the latest records, comma-separated. */
  readonly baseline: string | null
  /** JSON: dedup keys of the account's other meters in the same dimensions. */
  readonly sealed_elsewhere: string | null
}

const baselineMax = 24

/**
 * Makes the statements that follow in a transaction look up their rows, however many a planner without statistics expects.
 *
 * It would rather sort all that is open than walk to what is due, again and again until the hour is sealed.
 */
export const lookUpRows = (): RawBuilder<unknown> => sql`
  select set_config(name, 'off', true)
  from unnest('{enable_seqscan,enable_bitmapscan,enable_sort,enable_hashagg}'::text[]) as way(name)`

/**
 * Begins to read the earliest open hours of subscribed accounts: up to an hour, or begun before a subscription that has ended.
 *
 * They come by account and meter, each with its hours in the order of time, as they were when the reading began. So what
 * is sealed of them is written while the next are read, until the transaction ends.
 */
export const openDueUsage = (
  names: Names,
  options: {
    readonly guarded?: ReadonlyArray<string>
    readonly meters?: ReadonlyArray<ProductMeter>
    readonly now: Instant
    readonly openHoursMax: number
    readonly through: Hour
  }
): RawBuilder<unknown> => {
  const through = iso(MeteringHour.start(options.through))
  return sql`
  declare due_usage no scroll cursor for
  with namesakes as materialized (
    select distinct own.meter, other.meter as other
    from (
      select product_code, dimension, meter from ${names.meteredDimension}
      union all
      select product, dimension, meter from jsonb_to_recordset(${rowsParameter(meterRows(options.meters))})
        as known(product text, dimension text, meter text)
    ) own
    join ${names.meteredDimension} other on other.product_code = own.product_code
      and other.dimension = own.dimension and other.meter <> own.meter
  ),
  due as materialized (
    -- Nearly all usage has no tags, and then one row is all there is of an hour.
    select account, meter, hour, case when bool_and(tags = '[]') then sum(quantity) end as untagged,
      case when bool_and(tags = '[]') then (array_agg(ctid))[1] end as place
    from ${names.openHour} waiting
    where hour <= ${through}::timestamptz and ${isKnown(options.meters)} and ${isOurs(names, options.meters)}
    group by hour, account, meter
    order by hour, account, meter
    limit ${options.openHoursMax}::integer
  ),
  ended as materialized (
    select distinct waiting.account, waiting.meter, waiting.hour, null::numeric as untagged, null::tid as place
    from (
      select account, product_code, active_until from ${names.subscription}
      where active_until between ${through}::timestamptz and ${iso(options.now)}::timestamptz
    ) linked
    -- What is open and not due is many times what has ended since, which began in few hours.
    cross join lateral generate_series(${through}::timestamptz + interval '1 hour',
      linked.active_until - interval '1 microsecond', interval '1 hour') begun(hour)
    cross join lateral (
      select account, meter, hour from ${names.openHour} there
      where there.account = linked.account and there.hour = begun.hour
      offset 0
    ) waiting
    where ${isOfProduct(options.meters)}
    order by waiting.hour, waiting.account, waiting.meter
    limit ${options.openHoursMax}::integer - (select count(*) from due)
  )
  select open.account, open.meter, ${millis("open.hour")} as hour, open.untagged::text as untagged,
    open.place::text as place,
    case when open.untagged is null then (${taggedUsage(names)}) end as usage,
    ${millis("carry.hour")} as carry_hour, carry.quantity::text as carry_quantity,
    (
      select string_agg(${millis("record.hour")}, ',')
      from ${everyRecord(names, mayBeArchived(options.now))} record
      where record.account = open.account and record.meter = open.meter
        and record.hour >= least(open.hour, ${iso(sendable(options.now))}::timestamptz)
        and (record.hour = open.hour or record.hour >= ${iso(sendable(options.now))}::timestamptz)
    ) as sealed_hours,
    (
      select jsonb_agg(jsonb_build_array(period, quantity::text))::text from ${names.included} included
      where included.account = open.account and included.meter = open.meter
    ) as included,
    case when open.meter = any(${arrayText(options.guarded ?? [])}::text[]) then (
      select string_agg(quantity::text, ',') from (
        with recent as materialized ${latestOf(names.usageRecord)}
        select quantity, hour from recent
        union all
        ${latestOf(names.archivedRecord, sinceRecent)}
        order by hour desc
        limit ${baselineMax}::integer
      ) newest
    ) end as baseline,
    case when open.meter = any(array(select meter from namesakes)) then (
      select jsonb_agg(record.dedup_key)::text
      from namesakes join ${everyRecord(names)} record on record.account = open.account
        and record.meter = namesakes.other and record.hour >= least(open.hour, ${iso(sendable(options.now))}::timestamptz)
      where namesakes.meter = open.meter
    ) end as sealed_elsewhere
  from (
    select account, meter, hour, untagged, place from due
    union all
    select account, meter, hour, untagged, place from ended
    order by account, meter, hour
    -- What follows is looked up row by row.
    offset 0
  ) open
  left join lateral (
    select hour, quantity from ${names.carry} carry
    where carry.account = open.account and carry.meter = open.meter
    offset 0
  ) carry on true
  order by open.account, open.meter, open.hour`
}

/** The usage of an open hour by its tags: as largestTags of core keeps them, as no record names more, and no hour may outgrow memory. */
const taggedUsage = (names: Names) => sql`
  select jsonb_agg(jsonb_build_array(tags, quantity::text))::text from (
    select case when size_rank <= ${MeteringLimits.allocationsMax}::integer then tags else '[]' end as tags,
      sum(quantity) as quantity
    from (
      select tags, quantity, row_number() over (
        order by (tags = '[]'::jsonb or quantity = 0), quantity desc, tags::text collate "C") as size_rank
      from ${names.openHour} part
      where part.account = open.account and part.meter = open.meter and part.hour = open.hour
    ) ranked
    group by 1
  ) folded`

/** The latest records of a guarded meter in one table. */
const latestOf = (table: RawBuilder<unknown>, where = sql`true`) => sql`(
  select quantity, hour from ${table} record
  -- Of one account and meter. Said in this way, it makes every planner walk down the index instead of sorting all there ever was.
  where (record.account, record.meter, record.hour) >= (open.account, open.meter, timestamptz '-infinity')
    and (record.account, record.meter, record.hour) <= (open.account, open.meter, timestamptz 'infinity')
    and record.quantity > 0 and record.state <> 'dead' and (record.withheld_until is null or record.state <> 'sealed')
    and ${where}
  order by record.account desc, record.meter desc, record.hour desc
  limit ${baselineMax}::integer
)`

// Nearly always the table at work has as many as are wanted, and none that is archived comes after them.
const sinceRecent = sql`record.hour >= (
  select case count(*) when ${baselineMax}::integer then min(hour) else '-infinity' end from recent)`

/** Reads the next of what is due: no row once there is no more. */
export const nextDueUsage = (rowsMax: number): RawBuilder<DueRow> =>
  sql<DueRow>`fetch ${sql.lit(rowsMax)} from due_usage`

/** Reads the earliest open hour of a subscribed account and a known meter, in epoch milliseconds; no row when none is open. */
export const earliestOpenHour = (
  names: Names,
  { meters }: { readonly meters?: ReadonlyArray<ProductMeter> }
): RawBuilder<{ readonly hour: string }> => sql<{ hour: string }>`
  select ${millis("hour")} as hour from ${names.openHour} waiting
  where ${isKnown(meters)} and ${isOurs(names, meters)}
  order by waiting.hour
  limit 1`

/**
 * Whether anybody has linked the account of an open hour to a product that has its meter, or only to products that are known.
 *
 * Meters of one name may be of several products: what an account uses of another service's is not ours to judge. Looked up one by
 * one, however many subscriptions there are.
 */
const isOurs = (names: Names, meters: ReadonlyArray<ProductMeter> | undefined): RawBuilder<unknown> =>
  meters === undefined
    ? sql`exists (select from ${names.subscription} linked where linked.account = waiting.account offset 0)`
    : sql`(
        select bool_or(${isOfProduct(meters)}) or bool_and(linked.product_code = any(
          ${arrayText([...new Set(meters.map(({ productCode }) => productCode))])}::text[]))
        from ${names.subscription} linked where linked.account = waiting.account)`

/**
 * Whether any product has the meter of an open hour.
 *
 * Looked up one by one, too: a planner that knows no statistics takes an equality for so rare that it
 * would rather sort all that is open than walk to the first.
 */
const isKnown = (meters: ReadonlyArray<ProductMeter> | undefined): RawBuilder<unknown> =>
  meters === undefined
    ? sql`true`
    : sql`coalesce(waiting.meter = any(${arrayText([...new Set(meters.map(({ meter }) => meter))])}::text[]), false)`

/** Whether the product of a subscription has the meter of an open hour. */
const isOfProduct = (meters: ReadonlyArray<ProductMeter> | undefined): RawBuilder<unknown> =>
  meters === undefined
    ? sql`true`
    : sql`(linked.product_code, waiting.meter) in (
        select product, meter
        from jsonb_to_recordset(${rowsParameter(meterRows(meters))}) as known(product text, meter text))`

const meterRows = (meters: ReadonlyArray<ProductMeter> = []) =>
  meters.map(({ dimension, meter, productCode }) => ({ dimension, meter, product: productCode }))

// Nothing of an hour that AWS may still take is archived, so that nearly no open hour is looked for there.
const mayBeArchived = (now: Instant): RawBuilder<unknown> =>
  sql`open.hour < ${iso(sendable(now))}::timestamptz`

// Two days reach past every hour that AWS may still take; older ones matter only if they are open themselves.
const sendable = (now: Instant): Instant => DateTime.subtract(now, { days: 2 })

const iso = (instant: Instant): string => DateTime.formatIso(instant)
