import { Quantity } from "../model/Quantity.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"

/**
 * Returns the quantity of one account, meter and hour: the sum of its events.
 *
 * This is the specification: a store that sums in its own language must come to the same.
 *
 * - **Shape**: any order and any split of the events gives the same; zero for none.
 */
export const aggregateHour = (events: Iterable<UsageEvent>): Quantity => {
  const quantities: Array<Quantity> = []
  for (const event of events) quantities.push(event.quantity)
  return Quantity.sum(quantities)
}
