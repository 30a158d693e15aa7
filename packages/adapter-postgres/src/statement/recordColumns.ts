import { MeteringHour, UsageRecord } from "@tallyhour/core"
import { Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { quantityOf } from "../quantityOf.ts"
import { millis, timeOf } from "./asText.ts"

/** A usage record as our statements return it: every column in text, times in epoch milliseconds. */
export interface RecordRow {
  readonly dedup_key: string
  readonly account: string
  readonly meter: string
  readonly product_code: string
  readonly region: string
  readonly agreement: string
  readonly dimension: string
  readonly hour: string
  readonly stamped_at: string
  readonly quantity: string
  readonly used: string
  readonly allocations: string
  readonly deadline: string
  readonly sealed_at: string
}

/** The columns of a record in the table named `record`, for `select` and `returning`. */
export const recordColumns: RawBuilder<RecordRow> = sql`
  record.dedup_key, record.account, record.meter, record.product_code, record.region, record.agreement::text as agreement,
  record.dimension, ${millis("record.hour")} as hour, ${millis("record.stamped_at")} as stamped_at,
  record.quantity::text as quantity, record.used::text as used, record.allocations::text as allocations,
  ${millis("record.deadline")} as deadline, ${millis("record.sealed_at")} as sealed_at`

/** Reads a record back, checking again what was checked when it was written; of many rows, with one `timeReader` for all. */
export const recordOf = (row: RecordRow, time = timeOf): UsageRecord =>
  decode({
    dedupKey: row.dedup_key,
    account: row.account,
    meter: row.meter,
    productCode: row.product_code,
    region: row.region,
    agreement: JSON.parse(row.agreement),
    dimension: row.dimension,
    hour: MeteringHour.of(time(row.hour)),
    timestamp: time(row.stamped_at),
    quantity: Number(row.quantity),
    used: quantityOf(row.used),
    allocations: JSON.parse(row.allocations),
    deadline: time(row.deadline),
    sealedAt: time(row.sealed_at)
  })

const decode = Schema.decodeUnknownSync(UsageRecord)
