import { assert, describe, it } from "@effect/vitest"
import {
  Agreement,
  AgreementEvent,
  AgreementInbox,
  Catalogue,
  followAgreement,
  Instant,
  linkAccount,
  MeteringHour,
  meteringPass,
  readEventBridge,
  readNotification,
  Subscription,
  SubscriptionRegistry
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { Effect, Layer, Result, Schema } from "effect"
import { aMarket, exampleCatalogue, setClock, standing, unexplained, use } from "../test/aMarket.ts"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"

const buyer = "111111111111"
const customer = "X01EXAMPLEX"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-0123456789abcdef0123456789abcdef"

const forms: ReadonlyArray<Agreement> = [
  { _tag: "License", buyer, licenseArn },
  { _tag: "Product", buyer },
  { _tag: "Legacy", buyer, customerIdentifier: customer }
]

describe("followAgreement", () => {
  it.effect.each(forms)(
    "F29: a buyer that cancels is billed for the hour it leaves in, within minutes ($_tag)",
    (agreement) =>
      inMarket((emulator) =>
        Effect.gen(function* () {
          yield* linkAccount(subscriptionOf(agreement))
          yield* use("acme", "2026-03-10T12:05:00Z", 5)
          change(emulator, "unsubscribe-pending", "2026-03-10T12:10:00Z")

          yield* setClock("2026-03-10T12:11:00Z")
          yield* hear(emulator, "EventBridge")
          yield* use("acme", "2026-03-10T12:09:00Z", 2)
          const { settled } = yield* meteringPass()
          yield* setClock("2026-03-10T12:40:00Z")
          yield* use("acme", "2026-03-10T12:30:00Z", 3)
          yield* meteringPass()

          assert.deepStrictEqual(
            settled.map(({ settlement }) => settlement._tag),
            ["Settled"]
          )
          assert.deepStrictEqual(billed(emulator), [["2026-03-10T12", 7]])
          assert.deepStrictEqual(yield* unexplained, [])
        })
      )
  )

  it.effect.each([
    ["SNS", forms[2]!],
    ["EventBridge", forms[2]!],
    ["EventBridge", forms[0]!]
  ] as const)(
    "F30: who cancels and comes back inside the hour loses nothing and is billed once (%s)",
    ([heard, agreement]) =>
      inMarket((emulator) =>
        Effect.gen(function* () {
          yield* linkAccount(subscriptionOf(agreement))
          yield* use("acme", "2026-03-10T12:05:00Z", 5)
          change(emulator, "unsubscribe-pending", "2026-03-10T12:10:00Z")
          yield* setClock("2026-03-10T12:11:00Z")
          yield* hear(emulator, heard)
          yield* meteringPass()

          change(emulator, "active", "2026-03-10T12:30:00Z")
          yield* setClock("2026-03-10T12:31:00Z")
          yield* hear(emulator, heard)
          yield* use("acme", "2026-03-10T12:20:00Z", 2)
          yield* use("acme", "2026-03-10T12:31:00Z", 3)
          yield* use("acme", "2026-03-10T12:29:00Z", 1)
          yield* setClock("2026-03-10T14:20:00Z")
          yield* meteringPass()

          assert.deepStrictEqual(billed(emulator), [
            ["2026-03-10T12", 5],
            ["2026-03-10T13", 6]
          ])
          assert.deepStrictEqual(yield* unexplained, [])
          const registry = yield* SubscriptionRegistry
          assert.deepStrictEqual(yield* registry.subscriptionsOf("acme"), [subscriptionOf(agreement)])
        })
      )
  )

  it.effect("F30: a new license has its own key, and the old one runs no further than to it", () =>
    inMarket(() =>
      Effect.gen(function* () {
        const old = subscriptionOf(forms[0]!)
        yield* linkAccount(old)
        yield* followAgreement(licenseEvent("LicenseDeprovisioned", "e-1", "12:10", old))
        const arn = licenseArn.replace("0123", "aaaa")
        const renewed = Subscription.make({
          ...old,
          activeFrom: at("2026-03-10T12:30:00Z"),
          agreement: { _tag: "License", buyer, licenseArn: arn }
        })
        yield* followAgreement(licenseEvent("LicenseUpdated", "e-2", "12:30", renewed))
        yield* linkAccount(renewed)
        const ended = yield* endsOf("acme")
        yield* followAgreement(licenseEvent("LicenseUpdated", "e-3", "12:40", old))

        const back = yield* endsOf("acme")
        assert.deepStrictEqual(ended, [at("2026-03-10T12:10:00Z"), undefined])
        assert.deepStrictEqual(back, [renewed.activeFrom, undefined])
      })
    )
  )

  it.effect.each(forms)(
    "F31: events of an unknown buyer wait until the account is linked ($_tag)",
    (agreement) =>
      inMarket((emulator) =>
        Effect.gen(function* () {
          change(emulator, "unsubscribe-pending", "2026-03-10T12:10:00Z")
          yield* setClock("2026-03-10T12:20:00Z")
          yield* use("acme", "2026-03-10T12:05:00Z", 5)
          const followed = yield* hear(emulator, "EventBridge")
          const inbox = yield* AgreementInbox
          const parked = yield* inbox.parked({ eventsMax: 10 })

          yield* linkAccount(subscriptionOf(agreement))
          yield* meteringPass()

          assert.isTrue(
            followed.every(({ changes, isNew, isParked }) => isNew && isParked && changes.length === 0)
          )
          assert.deepStrictEqual(
            parked.map(({ _tag }) => _tag),
            ["LicenseUpdated", "LicenseDeprovisioned"]
          )
          assert.deepStrictEqual(yield* inbox.parked({ eventsMax: 10 }), [])
          assert.deepStrictEqual(billed(emulator), [["2026-03-10T12", 5]])
        })
      )
  )

  it.effect("F31: an event that never came costs nothing but its typed answer", () =>
    inMarket((emulator) =>
      Effect.gen(function* () {
        yield* linkAccount(subscriptionOf(forms[0]!))
        change(emulator, "cancelled", "2026-03-10T12:10:00Z")
        yield* setClock("2026-03-10T12:40:00Z")
        yield* use("acme", "2026-03-10T12:30:00Z", 3)

        yield* setClock("2026-03-10T14:40:00Z")
        const { settled } = yield* meteringPass()
        yield* setClock("2026-03-11T12:10:00Z")
        const { expired } = yield* meteringPass()

        const outcomes = settled.map(({ settlement }) => settlement._tag)
        assert.deepStrictEqual([outcomes, expired], [["Retry"], 1])
        assert.deepStrictEqual(billed(emulator), [])
        assert.deepStrictEqual(yield* unexplained, [])
        assert.isDefined((yield* standing("acme"))["dead"])
      })
    )
  )

  it.effect("an end that a person set is not taken back by an event", () =>
    inMarket(() =>
      Effect.gen(function* () {
        const acme = subscriptionOf(forms[0]!)
        const registry = yield* SubscriptionRegistry
        yield* linkAccount(acme)
        const activeUntil = at("2026-03-10T12:05:00Z")
        yield* registry.end({ account: "acme", activeUntil, productCode: exampleProduct })

        yield* followAgreement(licenseEvent("LicenseDeprovisioned", "e-1", "12:10", acme))
        const { changes } = yield* followAgreement(licenseEvent("LicenseUpdated", "e-2", "12:30", acme))

        assert.deepStrictEqual(changes, [])
        const [found] = yield* registry.subscriptionsOf("acme")
        assert.deepStrictEqual(found?.activeUntil, activeUntil)
      })
    )
  )

  it.effect("an end before a planned cut-over is taken back as far as the cut-over", () =>
    inMarket(() =>
      Effect.gen(function* () {
        const registry = yield* SubscriptionRegistry
        const instant = at("2026-03-10T13:00:00Z")
        yield* linkAccount(subscriptionOf(forms[1]!))
        yield* registry.cutOver(Subscription.make({ ...subscriptionOf(forms[0]!), activeFrom: instant }))

        yield* followAgreement(
          licenseEvent("LicenseDeprovisioned", "e-1", "12:10", subscriptionOf(forms[0]!))
        )
        const [ended] = yield* registry.subscriptionsOf("acme")
        yield* followAgreement(licenseEvent("LicenseUpdated", "e-2", "12:30", subscriptionOf(forms[0]!)))
        const [back] = yield* registry.subscriptionsOf("acme")

        assert.deepStrictEqual([ended?.activeUntil, back?.activeUntil], [at("2026-03-10T12:10:00Z"), instant])
      })
    )
  )

  const Story = Schema.Array(
    Schema.Struct({
      tag: Schema.Literals(["LicenseUpdated", "LicenseDeprovisioned"]),
      minute: Schema.Int.check(Schema.isBetween({ minimum: 10, maximum: 15 })),
      place: Schema.Finite,
      isRepeated: Schema.Boolean
    })
  ).check(Schema.isMaxLength(6))

  it.effect.prop(
    "row 58: whatever the order and repetition in which events come, before and after the link, the state is the same",
    [Story, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))],
    ([story, linkedAt]) =>
      Effect.gen(function* () {
        const acme = subscriptionOf(forms[0]!)
        const events = story.map(({ isRepeated, minute, place, tag }, index) => ({
          event: licenseEvent(tag, `e-${index}`, `12:${minute}`, acme),
          isRepeated,
          place
        }))
        const shuffled = events
          .toSorted((a, b) => a.place - b.place)
          .flatMap(({ event, isRepeated }) => (isRepeated ? [event, event] : [event]))

        const [one, other] = [
          yield* endAfter(
            events.map(({ event }) => event),
            0
          ),
          yield* endAfter(shuffled, linkedAt)
        ]

        assert.deepStrictEqual(one, other)
      })
  )
})

/** The end of the subscription after events came to a store of their own, the account being linked between them. */
const endAfter = (events: ReadonlyArray<AgreementEvent>, linkedAt: number) =>
  Effect.gen(function* () {
    const acme = subscriptionOf(forms[0]!)
    for (const event of events.slice(0, linkedAt)) yield* followAgreement(event)
    yield* linkAccount(acme)
    for (const event of events.slice(linkedAt)) yield* followAgreement(event)
    const registry = yield* SubscriptionRegistry
    const [found] = yield* registry.subscriptionsOf("acme")
    return found?.activeUntil
  }).pipe(
    Effect.provide(
      Layer.fresh(Layer.merge(memoryStore().layer, Layer.orDie(Catalogue.layer(exampleCatalogue))))
    )
  )

/** A market whose buyer holds the license and has the customer identifier, at AWS. */
const inMarket = <A, E, R>(body: (emulator: MarketplaceEmulator) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { emulator, layer } = yield* aMarket()
    emulator.setTime({ frozen: true, now: seconds("2026-03-10T12:00:00Z") })
    emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
    emulator.control("seed_customer", {
      product_code: exampleProduct,
      account_id: buyer,
      customer_identifier: customer,
      license_arn: licenseArn
    })
    return yield* Effect.provide(body(emulator), layer)
  })

const subscriptionOf = (agreement: Agreement) =>
  Subscription.make({
    account: "acme",
    activeFrom: at("2026-01-01T00:00:00Z"),
    agreement,
    productCode: exampleProduct,
    region: exampleRegion
  })

const change = (emulator: MarketplaceEmulator, state: string, time: string) => {
  emulator.setTime({ frozen: true, now: seconds(time) })
  emulator.control("set_subscription", {
    product_code: exampleProduct,
    account_id: buyer,
    state,
    at: seconds(time)
  })
}

/** Follows everything that AWS has told so far, one way or the other, once more. */
const hear = (emulator: MarketplaceEmulator, how: "EventBridge" | "SNS") => {
  const { body } = emulator.control("events", {})
  const told = body["events"] as ReadonlyArray<Record<string, unknown>>
  const read =
    how === "EventBridge"
      ? told.filter((event) => "source" in event).map((event) => readEventBridge(event))
      : told.flatMap((event, index) =>
          "action" in event ? [readNotification(inEnvelope(event, index))] : []
        )
  return Effect.forEach(read, (event) => followAgreement(Result.getOrThrow(event)))
}

/** SNS tells the instant in its envelope, which the emulator leaves to SNS. */
const inEnvelope = (message: Record<string, unknown>, index: number) => ({
  Type: "Notification",
  MessageId: `m-${index}`,
  Timestamp: `2026-03-10T${index === 0 ? "12:00" : message["action"] === "unsubscribe-pending" ? "12:10" : "12:30"}:00Z`,
  Message: JSON.stringify(message)
})

const licenseEvent = (
  _tag: "LicenseDeprovisioned" | "LicenseUpdated",
  eventId: string,
  clock: string,
  { agreement, productCode }: Subscription
) =>
  AgreementEvent.make({
    _tag,
    eventId,
    at: at(`2026-03-10T${clock}:00Z`),
    buyer,
    licenseId: Agreement.licenseId(agreement._tag === "License" ? agreement.licenseArn : ""),
    productCode
  })

const endsOf = Effect.fnUntraced(function* (account: string) {
  const registry = yield* SubscriptionRegistry
  return (yield* registry.subscriptionsOf(account)).map(({ activeUntil }) => activeUntil)
})

/** What the buyer is billed, hour by hour. */
const billed = (emulator: MarketplaceEmulator) =>
  emulator
    .accepted()
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .map(({ quantity, timestamp }) => [
      MeteringHour.format(MeteringHour.of(Instant.fromEpochSeconds(timestamp))),
      quantity
    ])

const seconds = (time: string) => at(time).epochMilliseconds / 1_000
