import { MeteringHour } from "../model/MeteringHour.ts"
import type { ReporterState } from "../model/ReporterState.ts"
import { addTagged, type TaggedUnits } from "./addTagged.ts"

/** Units of one dimension that belong to an hour. */
export interface CountedUnits extends TaggedUnits {
  readonly dimension: string
  readonly hour: MeteringHour
}

/**
 * Counts units in their hour, or in the next open one of the same month where that is reported already.
 *
 * - **Shape**: what belongs to a month that is reported to its end is set aside for `reason`; nothing is ever dropped.
 */
export const countUnits = (
  state: ReporterState,
  usage: CountedUnits,
  reason = "LateForMonth"
): ReporterState => {
  const { hour, quantity } = usage
  if (quantity === 0) return state
  const firstOpen = (state.sealedThrough ?? -Infinity) + 1
  const counted = MeteringHour.make(Math.max(hour, firstOpen))
  if (!MeteringHour.isSameMonth(hour, counted)) return setAside(state, usage, reason)
  return { ...state, open: added(state.open, { ...rowOf(usage), hour: counted }) }
}

/** Sets usage aside, for a person; of nothing there is nothing to look at. */
export const setAside = (state: ReporterState, usage: CountedUnits, reason: string): ReporterState =>
  usage.quantity === 0 ? state : { ...state, setAside: added(state.setAside, { ...rowOf(usage), reason }) }

// A report that is counted again has members that usage has not.
const rowOf = ({ dimension, hour, quantity, tagged }: CountedUnits): CountedUnits => ({
  dimension,
  hour,
  quantity,
  ...(tagged !== undefined && { tagged })
})

// One row for one hour, dimension and reason, so that the state grows with hours and never with calls.
const added = <Row extends CountedUnits & { readonly reason?: string }>(
  rows: ReadonlyArray<Row>,
  row: Row
): ReadonlyArray<Row> => {
  const at = rows.findIndex((one) => isSame(one, row))
  return at === -1
    ? [...rows, row]
    : rows.map((one, i) => (i === at ? { ...one, ...addTagged(one, row) } : one))
}

type Named = Pick<CountedUnits, "dimension" | "hour"> & { readonly reason?: string }

const isSame = (one: Named, row: Named): boolean =>
  one.dimension === row.dimension && one.hour === row.hour && one.reason === row.reason
