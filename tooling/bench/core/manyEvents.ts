import { Instant, Quantity, type UsageEvent } from "@tallyhour/core"
import { Result } from "effect"

/** A usage event whose quantity stands beside it as a double, for the baseline. */
export interface PricedEvent extends UsageEvent {
  readonly units: number
}

/**
 * Makes a list of usage events of 500 accounts, 5 meters and 20 hours: 50 000 keys, met in no order.
 *
 * - **Shape**: the list repeats a pool of 250 000 events, because ten million of their own would not fit into memory.
 */
export const manyEvents = (count: number): ReadonlyArray<PricedEvent> => {
  const pool = Array.from({ length: poolSize }, (_, i) => eventOf(i))
  return Array.from({ length: count }, (_, i) => pool[i % poolSize]!)
}

const poolSize = 250_000
const [accounts, meters, hours] = [500, 5, 20]
const begin = 1_773_140_400_000

// A stride without a common factor visits every key equally often, and neighbours are far from each other.
const stride = 7_919

const eventOf = (i: number): PricedEvent => {
  const key = (i * stride) % (accounts * meters * hours)
  const account = Math.floor(key / (meters * hours))
  const meter = Math.floor(key / hours) % meters
  const hour = key % hours
  const units = (i % 10_000) / 100
  return {
    eventId: `event-${i}`,
    account: `account-${String(account).padStart(6, "0")}`,
    meter: `meter-${meter}`,
    quantity: Result.getOrThrow(Quantity.fromNumber(units)),
    occurredAt: Instant.ofMillis(begin + hour * 3_600_000 + ((i * 37) % 3_600_000)),
    tags: [],
    aggregation: "sum",
    property: "",
    units
  }
}
