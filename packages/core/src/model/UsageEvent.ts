import { Instant } from "./Instant.ts"
import { Quantity } from "./Quantity.ts"

/** Tags of an event: the buyer's cost allocation, sorted by key. */
export type Tags = ReadonlyArray<readonly [key: string, value: string]>

/**
 * One fact of consumption, in the words of the seller's own application.
 *
 * - **Shape**: `eventId` is the caller's idempotency key, compared to the letter; `quantity` is not negative and in the
 *   meter's unit; `occurredAt` alone decides the metering hour.
 */
export interface UsageEvent {
  readonly eventId: string
  readonly account: string
  readonly meter: string
  readonly quantity: Quantity
  readonly occurredAt: Instant
  readonly tags: Tags
}

/** Whether two events of one id say the same; if not, the second one is a conflict. */
const isSame = (left: UsageEvent, right: UsageEvent): boolean =>
  left.account === right.account &&
  left.meter === right.meter &&
  left.quantity === right.quantity &&
  left.occurredAt.epochMilliseconds === right.occurredAt.epochMilliseconds &&
  formatTags(left.tags) === formatTags(right.tags)

/** Prints tags as JSON, the same text for the same tags: how a store keeps and compares them. */
const formatTags = (tags: Tags): string => JSON.stringify(tags)

/**
 * Usage events: telling whether two say the same, and their tags as text.
 *
 * **Example** (A repeat, and another fact under the same id)
 *
 *     const event: UsageEvent = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: Quantity.ofUnits(3),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:30:00Z"),
 *       tags: [["team", "sales"]]
 *     }
 *
 *     UsageEvent.isSame(event, { ...event }) // => true
 *     UsageEvent.isSame(event, { ...event, quantity: Quantity.ofUnits(4) }) // => false
 *     UsageEvent.formatTags(event.tags) // => "[[\"team\",\"sales\"]]"
 */
export const UsageEvent = { formatTags, isSame }
