import type { Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import { quotedName } from "../schema/quoted.ts"
import type { Names } from "../schema/Names.ts"

/** A piece of a table as it lies on disk, and before which instant what is finished in it is archived. */
export interface ArchivePage {
  readonly before: Instant
  /** The first block of the piece. */
  readonly from: number
  /** The first block after it. */
  readonly until: number
}

/** Reads of how many blocks of the disk a table consists. */
export const blocksOf = (
  names: Names,
  table: "usage_event" | "usage_record"
): RawBuilder<{ readonly blocks: string }> => sql<{ blocks: string }>`
  select (pg_relation_size(${quotedName(names.schema, table)}::text::regclass)
    / current_setting('block_size')::bigint)::text as blocks`

/** Whether a row of the table or alias of that name lies in a piece. */
export const liesIn = (row: string, { from, until }: ArchivePage): RawBuilder<unknown> => sql`(
  ${sql.id(row)}.ctid >= ${`(${from},0)`}::text::tid and ${sql.id(row)}.ctid < ${`(${until},0)`}::text::tid)`

/** Opens the tables for this transaction, and remembers why; answers with the number that what is moved now bears. */
export const noteArchiving = (
  names: Names,
  before: Instant,
  now: Instant
): RawBuilder<{ readonly archived_as: string }> => sql<{ archived_as: string }>`
  insert into ${names.intervention} (kind, detail, at)
  values ('retention', ${`archived what was finished before ${DateTime.formatIso(before)}`},
    ${DateTime.formatIso(now)}::timestamptz)
  returning intervened_as::text as archived_as`
