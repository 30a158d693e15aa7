import { DateTime } from "effect"
import {
  type Instant,
  MeteringHour,
  type MeteringHour as Hour,
  Quantity,
  type Sealing,
  type UsageRecord
} from "@tallyhour/core"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/** The statements that write sealings, in order; those with nothing to write are left out. */
export const writeSealings = (
  names: Names,
  sealings: ReadonlyArray<Sealing>,
  now: Instant
): ReadonlyArray<RawBuilder<unknown>> => {
  const moves = sealings.flatMap(({ account, meter, moves: all, sealed }) =>
    all.map((move) => ({
      account,
      meter,
      from: iso(move.from),
      to: iso(move.to),
      quantity: Quantity.format(move.quantity),
      opens: !sealed.includes(move.to)
    }))
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
  const records = sealings.flatMap((sealing) => sealing.records.map(recordRow))
  const written: ReadonlyArray<readonly [ReadonlyArray<unknown>, () => RawBuilder<unknown>]> = [
    [sealings, () => closeHours(names, sealings)],
    [sealings, () => writeCarries(names, sealings)],
    [records, () => insertRecords(names, records)],
    [moves, () => insertMoves(names, moves, now)],
    [moves, () => openHours(names, moves)],
    [aside, () => insertSetAside(names, aside, now)]
  ]
  return written.filter(([rows]) => rows.length > 0).map(([, statement]) => statement())
}

type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>

const closeHours = (names: Names, sealings: ReadonlyArray<Sealing>) => sql`
  delete from ${names.openHour} open
  using jsonb_to_recordset(${rowsParameter(
    sealings.flatMap(({ account, meter, sealed }) =>
      sealed.map((hour) => ({ account, meter, hour: iso(hour) }))
    )
  )}) as done(account text, meter text, hour timestamptz)
  where open.account = done.account and open.meter = done.meter and open.hour = done.hour`

const writeCarries = (names: Names, sealings: ReadonlyArray<Sealing>) => sql`
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
    stamped_at, quantity, deadline, sealed_at, available_at)
  select dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, deadline,
    sealed_at, sealed_at
  from jsonb_to_recordset(${rowsParameter(records)}) as record(dedup_key text, account text, meter text,
    product_code text, region text, agreement jsonb, dimension text, hour timestamptz, stamped_at timestamptz,
    quantity bigint, deadline timestamptz, sealed_at timestamptz)`

const insertMoves = (names: Names, moves: Rows, now: Instant) => sql`
  insert into ${names.lateMove} (account, meter, from_hour, to_hour, quantity, moved_at)
  select account, meter, "from", "to", quantity, ${DateTime.formatIso(now)}::timestamptz
  from jsonb_to_recordset(${rowsParameter(moves)})
    as move(account text, meter text, "from" timestamptz, "to" timestamptz, quantity numeric)`

const openHours = (names: Names, moves: Rows) => sql`
  insert into ${names.openHour} as there (account, meter, hour, quantity)
  select account, meter, "to", sum(quantity)
  from jsonb_to_recordset(${rowsParameter(moves)})
    as move(account text, meter text, "to" timestamptz, quantity numeric, opens boolean)
  where opens
  group by 1, 2, 3
  on conflict (account, meter, hour) do update set quantity = there.quantity + excluded.quantity`

const insertSetAside = (names: Names, aside: Rows, now: Instant) => sql`
  insert into ${names.setAside} (account, meter, hour, quantity, kind, reason, set_aside_at)
  select account, meter, hour, quantity, kind, reason, ${DateTime.formatIso(now)}::timestamptz
  from jsonb_to_recordset(${rowsParameter(aside)})
    as aside(account text, meter text, hour timestamptz, quantity numeric, kind text, reason text)`

const recordRow = (record: UsageRecord) => ({
  dedup_key: record.dedupKey,
  account: record.account,
  meter: record.meter,
  product_code: record.productCode,
  region: record.region,
  agreement: record.agreement,
  dimension: record.dimension,
  hour: iso(record.hour),
  stamped_at: DateTime.formatIso(record.timestamp),
  quantity: record.quantity,
  deadline: DateTime.formatIso(record.deadline),
  sealed_at: DateTime.formatIso(record.sealedAt)
})

const iso = (hour: Hour): string => DateTime.formatIso(MeteringHour.start(hour))
