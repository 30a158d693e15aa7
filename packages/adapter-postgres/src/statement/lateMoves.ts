import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"

/** A move of late usage: every column in text, hours in epoch milliseconds. */
export interface MoveRow {
  readonly position: string
  readonly account: string
  readonly meter: string
  readonly from_hour: string
  readonly to_hour: string
  readonly quantity: string
}

/** Reads the moves that follow a position. */
export const lateMoves = (
  names: Names,
  { after = 0, movesMax }: { readonly after?: number | undefined; readonly movesMax: number }
): RawBuilder<MoveRow> => sql<MoveRow>`
  select move.moved_as::text as position, move.account, move.meter, ${millis("move.from_hour")} as from_hour,
    ${millis("move.to_hour")} as to_hour, move.quantity::text as quantity
  from ${names.lateMove} move
  where move.moved_as > ${after}::bigint
  order by move.moved_as
  limit ${movesMax}::integer`
