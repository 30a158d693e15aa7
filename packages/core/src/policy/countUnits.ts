import { MeteringHour } from "../model/MeteringHour.ts"
import type { ReporterState } from "../model/ReporterState.ts"

/** Units of one dimension that belong to an hour. */
export interface CountedUnits {
  readonly dimension: string
  readonly hour: MeteringHour
  readonly quantity: number
}

/**
 * Counts units in their hour, or in the next open one of the same month where that is reported already.
 *
 * - **Shape**: what belongs to a month that is reported to its end is set aside for `reason`; nothing is ever dropped.
 */
export const countUnits = (
  state: ReporterState,
  { dimension, hour, quantity }: CountedUnits,
  reason = "LateForMonth"
): ReporterState => {
  if (quantity === 0) return state
  const firstOpen = (state.sealedThrough ?? -Infinity) + 1
  const counted = MeteringHour.make(Math.max(hour, firstOpen))
  if (!MeteringHour.isSameMonth(hour, counted))
    return { ...state, setAside: added(state.setAside, { dimension, hour, quantity, reason }) }
  return { ...state, open: added(state.open, { dimension, hour: counted, quantity }) }
}

/** Sets usage aside, for a person. */
export const setAside = (state: ReporterState, usage: CountedUnits, reason: string): ReporterState => ({
  ...state,
  setAside: added(state.setAside, {
    dimension: usage.dimension,
    hour: usage.hour,
    quantity: usage.quantity,
    reason
  })
})

// One row for one hour, dimension and reason, so that the state grows with hours and never with calls.
const added = <Row extends CountedUnits & { readonly reason?: string }>(
  rows: ReadonlyArray<Row>,
  row: Row
): ReadonlyArray<Row> => {
  const at = rows.findIndex(
    (one) => one.dimension === row.dimension && one.hour === row.hour && one.reason === row.reason
  )
  return at === -1
    ? [...rows, row]
    : rows.map((one, i) => (i === at ? { ...one, quantity: one.quantity + row.quantity } : one))
}
