import type { Aggregation } from "./Aggregation.ts"
import { Instant } from "./Instant.ts"
import type { Quantity } from "./Quantity.ts"
import { Tags } from "./Tags.ts"

/**
 * One fact of consumption, in the words of the seller's own application.
 *
 * - **Shape**: `eventId` is the caller's idempotency key, compared to the letter; `quantity` is not negative and in the
 *   meter's unit, and one for a meter that counts; `occurredAt` alone decides the metering hour. `aggregation` is that of the meter when the event was
 *   recorded, so that a catalogue may change without touching the past. `property` is what a `distinct` meter tells
 *   events apart by, and empty for every other meter.
 */
export interface UsageEvent {
  readonly eventId: string
  readonly account: string
  readonly meter: string
  readonly quantity: Quantity
  readonly occurredAt: Instant
  readonly tags: Tags
  readonly aggregation: Aggregation
  readonly property: string
}

/**
 * Whether two events of one id say the same; if not, the second one is a conflict.
 *
 * How they are aggregated is no part of what they say: a repeat after a change of the catalogue is a repeat.
 */
const isSame = (left: UsageEvent, right: UsageEvent): boolean =>
  left.account === right.account &&
  left.meter === right.meter &&
  left.quantity === right.quantity &&
  left.occurredAt.epochMilliseconds === right.occurredAt.epochMilliseconds &&
  left.property === right.property &&
  Tags.format(left.tags) === Tags.format(right.tags)

/**
 * Usage events: telling whether two say the same.
 *
 * **Example** (A repeat, and another fact under the same id)
 *
 *     const event: UsageEvent = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: Quantity.ofUnits(3),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:30:00Z"),
 *       tags: [["team", "sales"]],
 *       aggregation: "sum",
 *       property: ""
 *     }
 *
 *     UsageEvent.isSame(event, { ...event }) // => true
 *     UsageEvent.isSame(event, { ...event, quantity: Quantity.ofUnits(4) }) // => false
 */
export const UsageEvent = { isSame }
