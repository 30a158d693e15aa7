import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"
import { everyRecord } from "./everyRecord.ts"
import { recordColumns, type RecordRow } from "./recordColumns.ts"

/** A usage record with where it stands: every column in text, times in epoch milliseconds. */
export interface EntryRow extends RecordRow {
  readonly state: string
  readonly attempts: string
  readonly may_be_accepted: "true" | "false"
  readonly available_at: string
  readonly leased_until: string | null
  readonly withheld_until: string | null
  readonly reason: string | null
  readonly metering_record_id: string | null
  readonly ended_at: string | null
}

/** Reads the records whose dedup key follows another one, archived or not. */
export const ledgerEntries = (
  names: Names,
  { after, recordsMax }: { readonly after?: string | undefined; readonly recordsMax: number }
): RawBuilder<EntryRow> => sql<EntryRow>`
  select ${recordColumns}, record.state, record.attempts::text as attempts,
    record.may_be_accepted::text as may_be_accepted, ${millis("record.available_at")} as available_at,
    ${millis("record.leased_until")} as leased_until, ${millis("record.withheld_until")} as withheld_until,
    record.reason, record.metering_record_id, ${millis("record.ended_at")} as ended_at
  from ${everyRecord(names)} record
  where record.dedup_key > ${after ?? ""}
  order by record.dedup_key
  limit ${recordsMax}::integer`
