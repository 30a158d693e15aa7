import { DateTime, Effect, Random, Result } from "effect"
import type { Aggregation } from "../model/Aggregation.ts"
import type { Agreement } from "../model/Agreement.ts"
import type { Allowance } from "../model/Allowance.ts"
import { Instant } from "../model/Instant.ts"
import type { Meter } from "../model/Meter.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Quantity } from "../model/Quantity.ts"
import type { DueUsage, Sealing } from "../model/Sealing.ts"
import { Subscription } from "../model/Subscription.ts"
import type { Tags } from "../model/Tags.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { sealUsage } from "../policy/sealUsage.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/** The product of every example. */
export const exampleProduct = "4ml54db8vrmjuykaw1psroool"

/** The region of every example. */
export const exampleRegion = "us-east-1"

/** Reads an instant of an example. */
export const at = (text: string): Instant => DateTime.makeUnsafe(text)

/** Reads a quantity of an example. */
export const quantity = (text: string): Quantity => Result.getOrThrow(Quantity.parse(text))

/** Returns the hour in which an instant of an example lies. */
export const hourOf = (text: string): MeteringHour => MeteringHour.of(at(text))

/** Draws a name that no other law or test has. */
export const freshName = (what: string): Effect.Effect<string> =>
  Effect.map(Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER), (n) => `${what}-${n.toString(36)}`)

/** Draws an agreement of a given form. */
export const freshAgreement = (form: Agreement["_tag"]): Effect.Effect<Agreement> =>
  Effect.map(Random.nextIntBetween(0, 999_999_999_999), (n): Agreement => {
    const buyer = String(n).padStart(12, "0")
    switch (form) {
      case "License":
        return {
          _tag: form,
          buyer,
          licenseArn: `arn:aws:license-manager::123456789012:license:l-${n.toString(16).padStart(32, "0")}`
        }
      case "Product":
        return { _tag: form, buyer }
      case "Legacy":
        return { _tag: form, customerIdentifier: `X${n.toString(36).toUpperCase()}` }
    }
  })

/** Links a fresh account to a fresh agreement, subscribed from the beginning of 2026 unless told otherwise. */
export const freshAccount = Effect.fnUntraced(function* (
  options: {
    readonly form?: Agreement["_tag"]
    readonly activeFrom?: Instant
    readonly activeUntil?: Instant
    readonly allowances?: ReadonlyArray<Allowance>
    readonly productCode?: string
  } = {}
) {
  const account = yield* freshName("account")
  const subscription = Subscription.make({
    account,
    productCode: options.productCode ?? exampleProduct,
    region: exampleRegion,
    agreement: yield* freshAgreement(options.form ?? "License"),
    activeFrom: options.activeFrom ?? at("2026-01-01T00:00:00Z"),
    ...(options.activeUntil === undefined ? {} : { activeUntil: options.activeUntil }),
    ...(options.allowances === undefined ? {} : { allowances: options.allowances })
  })
  const registry = yield* SubscriptionRegistry
  yield* registry.link(subscription)
  return account
})

/** Makes a usage event with a fresh id. */
export const freshEvent = Effect.fnUntraced(function* (event: {
  readonly account: string
  readonly aggregation?: Aggregation
  readonly meter?: string
  readonly occurredAt: string
  readonly property?: string
  readonly quantity: string
  readonly tags?: Tags
}) {
  return {
    eventId: yield* freshName("event"),
    account: event.account,
    meter: event.meter ?? "requests",
    quantity: quantity(event.quantity),
    occurredAt: at(event.occurredAt),
    tags: event.tags ?? [],
    aggregation: event.aggregation ?? "sum",
    property: event.property ?? ""
  } satisfies UsageEvent
})

/** A meter whose dimension has its own name; it sums, by ones, and carries fractions, unless told otherwise. */
export const aMeter = (name: string, options: Partial<Meter> = {}): Meter => ({
  name,
  dimension: name,
  fraction: "carry",
  aggregation: "sum",
  unit: Quantity.ofUnits(1),
  ...options
})

/** Seals with the real policy, every meter being mapped to the dimension of its own name. */
export const sealAt =
  (
    now: Instant,
    options: {
      readonly hasZeroRecords?: boolean
      readonly meter?: Partial<Meter>
      readonly policy?: Partial<MeteringPolicy>
    } = {}
  ) =>
  (usage: DueUsage): Sealing =>
    sealUsage(usage, {
      now,
      policy: { ...MeteringPolicy, ...options.policy },
      hasZeroRecords: () => options.hasZeroRecords ?? false,
      meterOf: (_, name) => aMeter(name, options.meter)
    })
