import { DateTime, Duration } from "effect"
import fc from "fast-check"
import type { Agreement } from "../src/model/Agreement.ts"
import { Instant } from "../src/model/Instant.ts"
import { FractionPolicy } from "../src/model/Meter.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { LatePolicy, MeteringPolicy } from "../src/model/MeteringPolicy.ts"
import type { Quantity } from "../src/model/Quantity.ts"
import type { DueUsage } from "../src/model/Sealing.ts"
import { Subscription } from "../src/model/Subscription.ts"
import type { SealingContext } from "../src/policy/sealUsage.ts"
import { at, exampleRegion, quantity } from "../src/testing/builders.ts"

const age = fc.nat({ max: 49 })
const product = fc.constantFrom("product-1", "product-1", "product-2", "without-meter")

/** Usage as a ledger may offer it, and the time and policy under which it is sealed. */
export interface DueCase {
  readonly usage: DueUsage
  readonly context: SealingContext
}

/**
 * Draws due usage around mid-month, month ends and year ends: hours up to two days old, some of them sealed, with
 * fractions and more than AWS's maximum, under subscriptions that start and end, of products with and without the meter.
 */
export const anyDueCase: fc.Arbitrary<DueCase> = fc
  .record({
    carry: fc.option(fc.record({ age, quantity: fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }) }), {
      nil: undefined
    }),
    fraction: fc.constantFrom(...FractionPolicy.literals),
    late: fc.constantFrom(...LatePolicy.literals),
    month: fc.constantFrom("2026-03-15", "2026-04-01", "2027-01-01", "2028-03-01"),
    now: fc.integer({ min: -6 * 60, max: 30 * 60 }),
    open: fc.dictionary(age.map(String), anyQuantity(), { maxKeys: 12 }),
    sealed: fc.uniqueArray(age, { maxLength: 12 }),
    spans: fc.array(
      fc.record({ from: minutes(), length: fc.option(minutes(), { nil: undefined }), product }),
      {
        maxLength: 4
      }
    )
  })
  .map(({ carry, fraction, late, month, now: minute, open, sealed, spans }) => {
    const now = DateTime.addDuration(at(`${month}T00:00:00Z`), Duration.minutes(minute))
    const hourAt = (hoursAgo: number) => MeteringHour.plus(MeteringHour.of(now), -1 - hoursAgo)
    const openHours = Object.entries(open)
      .map(([hoursAgo, used]) => ({ hour: hourAt(Number(hoursAgo)), quantity: used }))
      .toSorted((a, b) => a.hour - b.hour)
    return {
      usage: {
        account: "account",
        meter: "requests",
        carry: carry && { hour: hourAt(carry.age), quantity: carry.quantity as Quantity },
        openHours,
        sealedHours: sealed.map(hourAt).toSorted((a, b) => a - b),
        subscriptions: subscriptionsOf(now, spans)
      },
      context: contextOf({ fraction, late, now })
    }
  })

/** The context of a catalogue in which every product but `without-meter` has the meter. */
export const contextOf = (options: {
  readonly fraction?: FractionPolicy
  readonly late?: LatePolicy
  readonly now: Instant
}): SealingContext => ({
  now: options.now,
  policy: { ...MeteringPolicy, late: options.late ?? "same-month" },
  meterOf: (productCode, name) =>
    productCode === "without-meter"
      ? undefined
      : { name, dimension: name, fraction: options.fraction ?? "carry" }
})

/** A subscription of the account; for ever from the beginning of 2026, unless told otherwise. */
export const subscriptionTo = (
  productCode: string,
  span: { readonly from?: Instant; readonly until?: Instant } = {}
): Subscription =>
  Subscription.make({
    account: "account",
    productCode,
    region: exampleRegion,
    agreement: buyer,
    activeFrom: span.from ?? at("2026-01-01T00:00:00Z"),
    ...(span.until === undefined ? {} : { activeUntil: span.until })
  })

const buyer: Agreement = { _tag: "Product", buyer: "012345678901" }

function minutes() {
  return fc.integer({ min: 1, max: 60 * 60 })
}

function anyQuantity(): fc.Arbitrary<Quantity> {
  return fc
    .tuple(
      fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.constantFrom(2_147_483_647, 5_000_000_000)),
      fc.constantFrom("0", "5", "000000000001", "999999999999", "25")
    )
    .map(([units, decimals]) => quantity(`${units}.${decimals}`))
}

// One product has one subscription at a time, as a registry promises; two products may have theirs together.
const subscriptionsOf = (
  now: Instant,
  spans: ReadonlyArray<{
    readonly from: number
    readonly length: number | undefined
    readonly product: string
  }>
): ReadonlyArray<Subscription> =>
  spans
    .map(({ from, length, product: code }) => {
      const activeFrom = DateTime.subtractDuration(now, Duration.minutes(from))
      return length === undefined
        ? subscriptionTo(code, { from: activeFrom })
        : subscriptionTo(code, {
            from: activeFrom,
            until: DateTime.addDuration(activeFrom, Duration.minutes(length))
          })
    })
    .reduce<ReadonlyArray<Subscription>>(
      (kept, next) =>
        kept.some((other) => other.productCode === next.productCode && other.overlaps(next))
          ? kept
          : [...kept, next],
      []
    )
    .toSorted((a, b) => a.activeFrom.epochMilliseconds - b.activeFrom.epochMilliseconds)
