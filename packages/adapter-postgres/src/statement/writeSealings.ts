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
import { arrayText, rowsParameter, timeWriter } from "./asText.ts"

/** A sealing, and whether something was carried before it. */
export interface WrittenSealing extends Sealing {
  readonly hadCarry: boolean
}

/** The statements that write what became of closed hours, in order; those with nothing to write are left out. */
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
    return sealing.records.map((record) => ({ record, withheld: withheld.get(record.dedupKey) }))
  })
  const carrying = sealings.filter(({ carry, hadCarry }) => hadCarry || carry !== undefined)
  const written: ReadonlyArray<readonly [ReadonlyArray<unknown>, () => RawBuilder<unknown>]> = [
    [carrying, () => writeCarries(names, carrying, iso)],
    [records, () => insertRecords(names, records, time)],
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

const writeCarries = (names: Names, sealings: ReadonlyArray<Sealing>, iso: HourWriter) => {
  const hours = dictionary()
  const rows = sealings.map(({ account, carry, meter }) => ({
    account,
    meter,
    hour: carry === undefined ? "0" : hours.placeOf(iso(carry.hour)),
    quantity: Quantity.format(carry?.quantity ?? Quantity.zero)
  }))
  return sql`
  with sealing as (
    select account, meter, (${hours.arrayText()}::timestamptz[])[place] as hour, quantity
    from unnest(${column(rows, ({ account }) => account)}::text[], ${column(rows, ({ meter }) => meter)}::text[],
      ${column(rows, ({ hour }) => hour)}::integer[], ${column(rows, ({ quantity }) => quantity)}::numeric[])
      as sealing(account, meter, place, quantity)
  ),
  used_up as (
    delete from ${names.carry} carry using sealing
    where carry.account = sealing.account and carry.meter = sealing.meter and sealing.quantity = 0
  )
  insert into ${names.carry} (account, meter, hour, quantity)
  select account, meter, hour, quantity from sealing where quantity > 0
  on conflict (account, meter) do update set hour = excluded.hour, quantity = excluded.quantity`
}

const insertRecords = (names: Names, records: ReadonlyArray<RecordRow>, time: TimeWriter) => {
  const shared = dictionary()
  return sql`
  insert into ${names.usageRecord} (dedup_key, account, meter, product_code, region, agreement, dimension, hour,
    stamped_at, quantity, used, allocations, deadline, sealed_at, withheld_until, reason, available_at, send_before)
  select dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used,
    allocations, deadline, sealed_at, withheld_until, reason, coalesce(withheld_until, sealed_at), deadline
  from unnest(${column(records, ({ record }) => record.dedupKey)}::text[],
      ${column(records, ({ record }) => record.account)}::text[],
      ${column(records, agreementWriter())}::jsonb[],
      ${column(records, ({ record }) => String(record.quantity))}::bigint[],
      ${column(records, ({ record }) => Quantity.format(record.used))}::numeric[],
      ${column(records, ({ record }) => JSON.stringify(record.allocations))}::jsonb[],
      ${column(records, (row) => shared.placeOf(JSON.stringify(sharedPart(row, time))))}::integer[])
    as own(dedup_key, account, agreement, quantity, used, allocations, place)
  join rows from (jsonb_to_recordset(${shared.jsonText()}::text::jsonb) as (meter text, product_code text, region text, dimension text,
      hour timestamptz, stamped_at timestamptz, deadline timestamptz, sealed_at timestamptz, withheld_until timestamptz, reason text))
    with ordinality as shared(meter, product_code, region, dimension, hour, stamped_at, deadline, sealed_at, withheld_until,
      reason, place) using (place)
  order by dedup_key`
}

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
  on conflict (hour, account, meter, tags) do update set quantity = there.quantity + excluded.quantity`

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

interface RecordRow {
  readonly record: UsageRecord
  readonly withheld: WithheldRecord | undefined
}

/** What records of one hour have in common, but for the few that are withheld or whose subscription began or ended in it. */
const sharedPart = ({ record, withheld }: RecordRow, time: TimeWriter) => ({
  meter: record.meter,
  product_code: record.productCode,
  region: record.region,
  dimension: record.dimension,
  hour: time(MeteringHour.start(record.hour)),
  stamped_at: time(record.timestamp),
  deadline: time(record.deadline),
  sealed_at: time(record.sealedAt),
  withheld_until: withheld === undefined ? null : time(withheld.until),
  reason: withheld?.reason ?? null
})

/** Writes the agreements of records, of which those of one account follow each other. */
const agreementWriter = () => {
  let last: { readonly agreement: UsageRecord["agreement"]; readonly text: string } | undefined
  return ({ record: { agreement } }: RecordRow): string => {
    if (last?.agreement !== agreement) last = { agreement, text: JSON.stringify(agreement) }
    return last.text
  }
}

const column = <Row>(rows: ReadonlyArray<Row>, write: (row: Row) => string): string =>
  arrayText(rows.map(write))

/** Texts that many rows have in common, each sent once: a row says at which place it stands, from one on. */
const dictionary = () => {
  const places = new Map<string, string>()
  return {
    arrayText: () => arrayText([...places.keys()]),
    jsonText: () => `[${[...places.keys()].join(",")}]`,
    placeOf: (text: string): string => {
      const there = places.get(text)
      if (there !== undefined) return there
      const place = String(places.size + 1)
      places.set(text, place)
      return place
    }
  }
}
