import fc from "fast-check"
import { Aggregation } from "../src/model/Aggregation.ts"
import { Instant } from "../src/model/Instant.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { Tags } from "../src/model/Tags.ts"
import type { UsageEvent } from "../src/model/UsageEvent.ts"
import { at, hourOf, quantity } from "../src/testing/builders.ts"

/** An event of the account's requests, at half past eleven unless told otherwise. */
export const usageEvent = (
  event: Partial<Omit<UsageEvent, "occurredAt" | "quantity">> & {
    readonly occurredAt?: string
    readonly quantity?: string
  } = {}
): UsageEvent => ({
  eventId: "event",
  account: "account",
  meter: "requests",
  tags: [],
  aggregation: "sum",
  property: "",
  ...event,
  quantity: quantity(event.quantity ?? "1"),
  occurredAt: at(event.occurredAt ?? "2026-03-10T11:30:00Z")
})

/** Draws few tags, so that many events share them. */
export const anyTags: fc.Arbitrary<Tags> = fc.constantFrom<Tags>(
  [],
  [],
  [["team", "a"]],
  [["team", "b"]],
  [
    ["app", "x"],
    ["team", "a"]
  ]
)

/** Draws events of distinct ids around the last hours of a month, many at the edges of hours and at the same instant. */
export const anyEvents = (
  options: {
    readonly aggregation?: Aggregation
    readonly maxLength?: number
    readonly meters?: ReadonlyArray<string>
  } = {}
): fc.Arbitrary<ReadonlyArray<UsageEvent>> =>
  fc
    .array(
      fc.record({
        account: fc.constantFrom("account", "account", "other"),
        meter: fc.constantFrom(...(options.meters ?? ["requests", "requests", "seats"])),
        aggregation:
          options.aggregation === undefined
            ? fc.constantFrom(...Aggregation.literals)
            : fc.constant(options.aggregation),
        property: fc.constantFrom("p", "q", "r"),
        quantity: anyUsed,
        occurredAt: anyInstant,
        tags: anyTags
      }),
      { maxLength: options.maxLength ?? 30 }
    )
    .map((drawn) => drawn.map((event, i) => eventOf(event, i)))

/** Draws events and the same events in another order, cut into batches, some of which are empty. */
export const anyBatches = (
  events: fc.Arbitrary<ReadonlyArray<UsageEvent>>
): fc.Arbitrary<ReadonlyArray<ReadonlyArray<UsageEvent>>> =>
  events.chain((drawn) =>
    fc
      .tuple(
        fc.shuffledSubarray([...drawn], { minLength: drawn.length }),
        fc.array(fc.nat({ max: drawn.length }), { maxLength: 5 })
      )
      .map(([shuffled, cuts]) => {
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), drawn.length]
        return bounds.slice(1).map((bound, i) => shuffled.slice(bounds[i], bound))
      })
  )

/** The hours in which events of `anyEvents` may count. */
export const eventHours: ReadonlyArray<MeteringHour> = Array.from({ length: 6 }, (_, i) =>
  MeteringHour.plus(hourOf("2026-03-31T21:00:00Z"), i)
)

const anyUsed = fc
  .tuple(
    fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(2_147_483_647, 10 ** 15)),
    fc.constantFrom("0", "5", "1", "000000000001", "333333333333")
  )
  .map(([units, decimals]) => quantity(`${units}.${decimals}`))

const firstMillis = MeteringHour.start(hourOf("2026-03-31T21:00:00Z")).epochMilliseconds
const hourMillis = 3_600_000

const anyInstant = fc.oneof(
  fc.integer({ min: 0, max: 5 * hourMillis - 1 }),
  fc
    .tuple(fc.nat({ max: 4 }), fc.constantFrom(0, 1, 1_800_000, hourMillis - 1))
    .map(([hours, millis]) => hours * hourMillis + millis)
)

// An event that is counted or told apart has one unit, and only one that is told apart has a property.
const eventOf = (
  event: Omit<UsageEvent, "eventId" | "occurredAt"> & { readonly occurredAt: number },
  i: number
): UsageEvent => ({
  ...event,
  eventId: `event-${i}`,
  occurredAt: Instant.ofMillis(firstMillis + event.occurredAt),
  property: event.aggregation === "distinct" ? event.property : "",
  quantity:
    event.aggregation === "count" || event.aggregation === "distinct" ? Quantity.ofUnits(1) : event.quantity
})
