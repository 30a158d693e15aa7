import type { DedupKey, Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"
import { recordColumns, type RecordRow } from "./recordColumns.ts"

/** A record that a guard withholds. */
export interface WithheldRow extends RecordRow {
  readonly withheld_until: string
  readonly reason: string | null
}

/** Reads the records that are withheld at an instant. */
export const withheldRecords = (names: Names, now: Instant): RawBuilder<WithheldRow> => sql<WithheldRow>`
  select ${recordColumns}, ${millis("record.withheld_until")} as withheld_until, record.reason
  from ${names.usageRecord} record
  where ${isWithheld(now)}
  order by record.withheld_until, record.dedup_key`

/** Lets a withheld record be leased from now on. */
export const releaseRecord = (
  names: Names,
  dedupKey: DedupKey,
  now: Instant
): RawBuilder<{ readonly dedup_key: string }> => sql<{ dedup_key: string }>`
  update ${names.usageRecord} record set available_at = ${iso(now)}::timestamptz, withheld_until = null
  where record.dedup_key = ${dedupKey} and ${isWithheld(now)}
  returning record.dedup_key`

/** Makes a withheld record a dead letter. */
export const withdrawRecord = (
  names: Names,
  dedupKey: DedupKey,
  options: { readonly now: Instant; readonly reason: string }
): RawBuilder<{ readonly dedup_key: string }> => sql<{ dedup_key: string }>`
  update ${names.usageRecord} record
  set state = 'dead', reason = ${options.reason}, ended_at = ${iso(options.now)}::timestamptz, withheld_until = null
  where record.dedup_key = ${dedupKey} and ${isWithheld(options.now)}
  returning record.dedup_key`

const isWithheld = (now: Instant) => sql`
  record.state = 'sealed' and record.attempts = 0 and record.withheld_until > ${iso(now)}::timestamptz`

const iso = (instant: Instant): string => DateTime.formatIso(instant)
