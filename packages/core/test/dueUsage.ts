import { DateTime, Duration } from "effect"
import fc from "fast-check"
import type { Agreement } from "../src/model/Agreement.ts"
import type { Allowance } from "../src/model/Allowance.ts"
import { HourUsage, type OpenHour, type TaggedUsage } from "../src/model/HourUsage.ts"
import { Instant } from "../src/model/Instant.ts"
import { FractionPolicy, type Guard, type Meter } from "../src/model/Meter.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { LatePolicy, MeteringPolicy } from "../src/model/MeteringPolicy.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { DueUsage, Included } from "../src/model/Sealing.ts"
import { Subscription } from "../src/model/Subscription.ts"
import { includedUsage } from "../src/policy/includedUsage.ts"
import type { SealingContext } from "../src/policy/SealingDraft.ts"
import { aMeter, at, exampleRegion, hourOf, quantity } from "../src/testing/builders.ts"
import { anyTags } from "./usageEvents.ts"

const age = fc.nat({ max: 49 })
const product = fc.constantFrom("product-1", "product-1", "product-2", "without-meter")
const anyUnit = fc.constantFrom("1", "1", "1000", "0.25", "3").map(quantity)

/** Usage as a ledger may offer it, and the time and policy under which it is sealed. */
export interface DueCase {
  readonly usage: DueUsage
  readonly context: SealingContext
}

/**
 * Draws due usage around mid-month, month ends and year ends: hours up to two days old, some of them sealed, tagged and
 * untagged, with fractions and more than AWS's maximum, of nothing, and less than nothing where late events took back;
 * under subscriptions that start and end and include something, of products with and without the meter, whose unit may
 * be another in each; with and without records of zero and a guard.
 */
export const anyDueCase: fc.Arbitrary<DueCase> = fc
  .record({
    baseline: fc.array(fc.nat({ max: 20 }), { maxLength: 24 }),
    carry: fc.option(fc.record({ age, share: fc.bigInt({ min: 1n, max: 10n ** 12n - 1n }) }), {
      nil: undefined
    }),
    fraction: fc.constantFrom(...FractionPolicy.literals),
    guard: fc.option(fc.record({ times: fc.constantFrom(1, 1.5, 10) }), { nil: undefined }),
    includedBefore: fc.array(anyQuantity(), { maxLength: 6 }),
    late: fc.constantFrom(...LatePolicy.literals),
    month: fc.constantFrom("2026-03-15", "2026-04-01", "2027-01-01", "2028-03-01"),
    now: fc.integer({ min: -6 * 60, max: 30 * 60 }),
    open: fc.dictionary(age.map(String), anyHourUsage(), { maxKeys: 12 }),
    otherUnit: anyUnit,
    sealed: fc.uniqueArray(age, { maxLength: 12 }),
    spans: fc.array(anySpan(), { maxLength: 4 }),
    unit: anyUnit,
    zeroRecords: fc.boolean()
  })
  .map((drawn) => {
    const now = DateTime.addDuration(at(`${drawn.month}T00:00:00Z`), Duration.minutes(drawn.now))
    const hourAt = (hoursAgo: number) => MeteringHour.plus(MeteringHour.of(now), -1 - hoursAgo)
    const openHours = Object.entries(drawn.open)
      .map(([hoursAgo, used]) => ({ hour: hourAt(Number(hoursAgo)), ...used }))
      .toSorted((a, b) => a.hour - b.hour)
    const subscriptions = subscriptionsOf(now, drawn.spans)
    return {
      usage: {
        account: "account",
        meter: "requests",
        carry: drawn.carry && {
          hour: hourAt(drawn.carry.age),
          quantity: Quantity.ofParts((drawn.unit * drawn.carry.share) / 10n ** 12n || 1n)
        },
        openHours,
        sealedHours: drawn.sealed.map(hourAt).toSorted((a, b) => a - b),
        subscriptions,
        included: includedBefore(subscriptions, openHours, drawn.includedBefore),
        baseline: drawn.baseline,
        sealedElsewhere: []
      },
      context: contextOf({ ...drawn, now })
    }
  })

/** The context of a catalogue in which every product but `without-meter` has the meter. */
export const contextOf = (options: {
  readonly fraction?: FractionPolicy
  readonly guard?: Guard | undefined
  readonly late?: LatePolicy
  readonly now: Instant
  /** The unit of every product but the first; the same as there when absent. */
  readonly otherUnit?: Quantity
  readonly unit?: Quantity
  readonly zeroRecords?: boolean
}): SealingContext => {
  const { fraction, guard, late, now, otherUnit, unit = Quantity.ofUnits(1), zeroRecords } = options
  return {
    now,
    policy: { ...MeteringPolicy, late: late ?? "same-month" },
    hasZeroRecords: () => zeroRecords ?? false,
    meterOf: (productCode, name): Meter | undefined =>
      productCode === "without-meter"
        ? undefined
        : aMeter(name, {
            fraction: fraction ?? "carry",
            unit: productCode === "product-1" ? unit : (otherUnit ?? unit),
            ...(guard === undefined ? {} : { guard })
          })
  }
}

/** Due usage of an account that is subscribed to `product-1`, with nothing due unless told otherwise. */
export const due = (usage: Partial<DueUsage>): DueUsage => ({
  account: "account",
  meter: "requests",
  carry: undefined,
  openHours: [],
  sealedHours: [],
  subscriptions: [subscriptionTo("product-1")],
  included: [],
  baseline: [],
  sealedElsewhere: [],
  ...usage
})

/** An open hour, such as `open("2026-03-10T11", "7.25")`; what the tags do not name is untagged. */
export const open = (hour: string, used: string, tagged: ReadonlyArray<TaggedUsage> = []): OpenHour => ({
  hour: hourOf(`${hour}:00:00Z`),
  quantity: quantity(used),
  tagged
})

/** A subscription of the account; for ever from the beginning of 2026, and including nothing, unless told otherwise. */
export const subscriptionTo = (
  productCode: string,
  terms: {
    readonly agreement?: Agreement
    readonly allowance?: Allowance
    readonly from?: Instant
    readonly until?: Instant
  } = {}
): Subscription =>
  Subscription.make({
    account: "account",
    productCode,
    region: exampleRegion,
    agreement: terms.agreement ?? buyer,
    activeFrom: terms.from ?? at("2026-01-01T00:00:00Z"),
    ...(terms.until === undefined ? {} : { activeUntil: terms.until }),
    ...(terms.allowance === undefined ? {} : { allowances: [terms.allowance] })
  })

const buyer: Agreement = { _tag: "Product", buyer: "012345678901" }

/** What the periods of the hours have used of their allowances already, sometimes more than there is today. */
const includedBefore = (
  subscriptions: ReadonlyArray<Subscription>,
  hours: ReadonlyArray<OpenHour>,
  amounts: ReadonlyArray<Quantity>
): ReadonlyArray<Included> => {
  const periods = subscriptions.flatMap((subscription) =>
    hours.flatMap(({ hour }) => {
      const context = { hour, includedBefore: () => Quantity.zero, meter: "requests", subscription }
      return includedUsage(Quantity.zero, context)?.period ?? []
    })
  )
  return [...new Set(periods)].flatMap((period, i) => {
    const amount = amounts[i]
    return amount === undefined ? [] : [{ period, quantity: amount }]
  })
}

function minutes() {
  return fc.integer({ min: 1, max: 60 * 60 })
}

interface Span {
  readonly allowance: Allowance | undefined
  readonly from: number
  readonly length: number | undefined
  readonly product: string
}

function anySpan(): fc.Arbitrary<Span> {
  const allowance = fc.record({
    meter: fc.constantFrom("requests", "requests", "seats"),
    quantity: anyQuantity(),
    period: fc.constantFrom("month", "term")
  })
  return fc.record({
    allowance: fc.option(allowance, { nil: undefined }),
    from: minutes(),
    length: fc.option(minutes(), { nil: undefined }),
    product
  })
}

function anyQuantity(): fc.Arbitrary<Quantity> {
  return fc
    .tuple(
      fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.constantFrom(2_147_483_647, 5_000_000_000)),
      fc.constantFrom("0", "5", "000000000001", "999999999999", "25")
    )
    .map(([units, decimals]) => quantity(`${units}.${decimals}`))
}

function anyHourUsage(): fc.Arbitrary<HourUsage> {
  const signed = fc
    .tuple(anyQuantity(), fc.constantFrom(1, 1, 1, 1, -1))
    .map(([used, sign]) => Quantity.times(used, sign))
  const parts = fc.array(fc.record({ tags: anyTags, quantity: signed }), { maxLength: 3 })
  return fc.oneof(
    { arbitrary: anyQuantity().map((used): HourUsage => ({ quantity: used, tagged: [] })), weight: 4 },
    { arbitrary: parts.map(HourUsage.of), weight: 4 },
    { arbitrary: fc.constant(HourUsage.none), weight: 1 }
  )
}

// One product has one subscription at a time, as a registry promises; two products may have theirs together.
const subscriptionsOf = (now: Instant, spans: ReadonlyArray<Span>): ReadonlyArray<Subscription> =>
  spans
    .map(({ allowance, from, length, product: code }) => {
      const activeFrom = DateTime.subtractDuration(now, Duration.minutes(from))
      return subscriptionTo(code, {
        from: activeFrom,
        ...(allowance === undefined ? {} : { allowance }),
        ...(length === undefined ? {} : { until: DateTime.addDuration(activeFrom, Duration.minutes(length)) })
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
