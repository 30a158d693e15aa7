import { DateTime } from "effect"
import {
  HourUsage,
  type Instant,
  MeteringHour,
  type MeteringHour as Hour,
  Quantity,
  type Sealing,
  type UsageRecord,
  type WithheldRecord
} from "@tallyhour/core"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter, timeWriter } from "./asText.ts"

/** A sealing, and whether something was carried before it. */
export interface WrittenSealing extends Sealing {
  readonly hadCarry: boolean
}

/** The statements that write sealings, in order; those with nothing to write are left out. */
export const writeSealings = (
  names: Names,
  sealings: ReadonlyArray<WrittenSealing>,
  now: Instant
): ReadonlyArray<RawBuilder<unknown>> => {
  const time = timeWriter()
  const iso = (hour: Hour) => time(MeteringHour.start(hour))
  const moves = sealings.flatMap(({ account, meter, moves: all, sealed }) =>
    all.map((move) => ({
      account,
      meter,
      from: iso(move.from),
      to: iso(move.to),
      quantity: Quantity.format(move.quantity),
      parts: [
        { tags: [], quantity: Quantity.format(HourUsage.untagged(move)) },
        ...move.tagged.map(({ quantity, tags }) => ({ tags, quantity: Quantity.format(quantity) }))
      ],
      opens: !sealed.includes(move.to)
    }))
  )
  const included = sealings.flatMap(({ account, included: periods, meter }) =>
    periods.map(({ period, quantity }) => ({ account, meter, period, quantity: Quantity.format(quantity) }))
  )
  const aside = sealings.flatMap(({ account, meter, setAside }) =>
    setAside.map(({ hour, kind, quantity, reason }) => ({
      account,
      meter,
      hour: iso(hour),
      quantity: Quantity.format(quantity),
      kind,
      reason
    }))
  )
  const records = sealings.flatMap((sealing) => {
    const withheld = new Map(sealing.withheld.map((one) => [one.dedupKey, one]))
    return sealing.records.map((record) => recordRow(record, withheld.get(record.dedupKey), time))
  })
  const carrying = sealings.filter(({ carry, hadCarry }) => hadCarry || carry !== undefined)
  const written: ReadonlyArray<readonly [ReadonlyArray<unknown>, () => RawBuilder<unknown>]> = [
    [sealings, () => closeHours(names, sealings, iso)],
    [carrying, () => writeCarries(names, carrying, iso)],
    [records, () => insertRecords(names, records)],
    [moves, () => insertMoves(names, moves, now)],
    [moves, () => openHours(names, moves)],
    [included, () => addIncluded(names, included)],
    [aside, () => insertSetAside(names, aside, now)]
  ]
  return written.filter(([rows]) => rows.length > 0).map(([, statement]) => statement())
}

type TimeWriter = ReturnType<typeof timeWriter>
type HourWriter = (hour: Hour) => string
type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>

const closeHours = (names: Names, sealings: ReadonlyArray<Sealing>, iso: HourWriter) => sql`
  with done as (
    select account, meter, hour from jsonb_to_recordset(${rowsParameter(
      sealings.flatMap(({ account, meter, sealed }) =>
        sealed.map((hour) => ({ account, meter, hour: iso(hour) }))
      )
    )}) as done(account text, meter text, hour timestamptz)
  )
  delete from ${names.openHour}
  -- No other transaction changes open hours while this one holds the count, so a row stays where it is.
  where ctid = any(array(
    select open.ctid from done cross join lateral (
      select ctid from ${names.openHour} part
      where part.account = done.account and part.meter = done.meter and part.hour = done.hour
      -- Keeps the planner from reading all that is open.
      offset 0
    ) open
  ))`

const writeCarries = (names: Names, sealings: ReadonlyArray<Sealing>, iso: HourWriter) => sql`
  with sealing as (
    select account, meter, hour, quantity from jsonb_to_recordset(${rowsParameter(
      sealings.map(({ account, carry, meter }) => ({
        account,
        meter,
        hour: carry === undefined ? null : iso(carry.hour),
        quantity: carry === undefined ? null : Quantity.format(carry.quantity)
      }))
    )}) as sealing(account text, meter text, hour timestamptz, quantity numeric)
  ),
  used_up as (
    delete from ${names.carry} carry using sealing
    where carry.account = sealing.account and carry.meter = sealing.meter
      and (sealing.quantity is null or sealing.quantity = 0)
  )
  insert into ${names.carry} (account, meter, hour, quantity)
  select account, meter, hour, quantity from sealing where quantity > 0
  on conflict (account, meter) do update set hour = excluded.hour, quantity = excluded.quantity`

const insertRecords = (names: Names, records: Rows) => sql`
  insert into ${names.usageRecord} (dedup_key, account, meter, product_code, region, agreement, dimension, hour,
    stamped_at, quantity, used, allocations, deadline, sealed_at, withheld_until, reason, available_at, send_before)
  select dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used,
    allocations, deadline, sealed_at, withheld_until, reason, coalesce(withheld_until, sealed_at), deadline
  from jsonb_to_recordset(${rowsParameter(records)}) as record(dedup_key text, account text, meter text,
    product_code text, region text, agreement jsonb, dimension text, hour timestamptz, stamped_at timestamptz,
    quantity bigint, used numeric, allocations jsonb, deadline timestamptz, sealed_at timestamptz,
    withheld_until timestamptz, reason text)`

const insertMoves = (names: Names, moves: Rows, now: Instant) => sql`
  insert into ${names.lateMove} (account, meter, from_hour, to_hour, quantity, moved_at)
  select account, meter, "from", "to", quantity, ${DateTime.formatIso(now)}::timestamptz
  from jsonb_to_recordset(${rowsParameter(moves)})
    as move(account text, meter text, "from" timestamptz, "to" timestamptz, quantity numeric)`

const openHours = (names: Names, moves: Rows) => sql`
  insert into ${names.openHour} as there (account, meter, hour, tags, quantity)
  select account, meter, "to", part.tags, sum(part.quantity)
  from jsonb_to_recordset(${rowsParameter(moves)})
      as move(account text, meter text, "to" timestamptz, parts jsonb, opens boolean),
    jsonb_to_recordset(move.parts) as part(tags jsonb, quantity numeric)
  where opens and part.quantity <> 0
  group by 1, 2, 3, 4
  on conflict (account, meter, hour, tags) do update set quantity = there.quantity + excluded.quantity`

const addIncluded = (names: Names, included: Rows) => sql`
  insert into ${names.included} as there (account, meter, period, quantity)
  select account, meter, period, quantity
  from jsonb_to_recordset(${rowsParameter(included)})
    as included(account text, meter text, period text, quantity numeric)
  on conflict (account, meter, period) do update set quantity = there.quantity + excluded.quantity`

const insertSetAside = (names: Names, aside: Rows, now: Instant) => sql`
  insert into ${names.setAside} (account, meter, hour, quantity, kind, reason, set_aside_at)
  select account, meter, hour, quantity, kind, reason, ${DateTime.formatIso(now)}::timestamptz
  from jsonb_to_recordset(${rowsParameter(aside)})
    as aside(account text, meter text, hour timestamptz, quantity numeric, kind text, reason text)`

const recordRow = (record: UsageRecord, withheld: WithheldRecord | undefined, time: TimeWriter) => ({
  dedup_key: record.dedupKey,
  account: record.account,
  meter: record.meter,
  product_code: record.productCode,
  region: record.region,
  agreement: record.agreement,
  dimension: record.dimension,
  hour: time(MeteringHour.start(record.hour)),
  stamped_at: time(record.timestamp),
  quantity: record.quantity,
  used: Quantity.format(record.used),
  allocations: record.allocations,
  deadline: time(record.deadline),
  sealed_at: time(record.sealedAt),
  withheld_until: withheld === undefined ? null : time(withheld.until),
  reason: withheld?.reason ?? null
})
