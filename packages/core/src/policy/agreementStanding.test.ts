import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { AgreementEvent } from "../model/AgreementEvent.ts"
import { Instant } from "../model/Instant.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { agreementStanding } from "./agreementStanding.ts"

const subscribed = (agreement: Subscription["agreement"]) =>
  Subscription.make({
    account: "acme",
    productCode: exampleProduct,
    agreement,
    region: "us-east-1",
    activeFrom: at("2026-01-01T00:00:00Z")
  })

const buyer = "111111111111"
const byLicense = subscribed({
  _tag: "License",
  buyer,
  licenseArn: "arn:aws:license-manager::294406891311:license:l-1"
})
const byProduct = subscribed({ _tag: "Product", buyer })
const byCustomer = subscribed({ _tag: "Legacy", customerIdentifier: "X01", buyer })

type Told = "LicenseUpdated" | "LicenseDeprovisioned" | "Subscribed" | "UnsubscribePending" | "Unsubscribed"

/** An event of the buyer at a minute after noon: by license from EventBridge, by customer identifier from SNS. */
const told = (_tag: Told, minute: number, licenseId = "l-1"): AgreementEvent => {
  const fields = {
    eventId: `${_tag}-${minute}-${licenseId}`,
    at: minuteAt(minute),
    productCode: exampleProduct
  }
  if (_tag === "LicenseUpdated" || _tag === "LicenseDeprovisioned")
    return AgreementEvent.make({ _tag, ...fields, buyer, licenseId })
  return _tag === "Subscribed"
    ? AgreementEvent.make({ _tag, ...fields, customerIdentifier: "X01", isFreeTrial: false })
    : AgreementEvent.make({ _tag, ...fields, customerIdentifier: "X01" })
}

const minuteAt = (minute: number) =>
  Instant.ofMillis(at("2026-03-10T12:00:00Z").epochMilliseconds + minute * 60_000)

const endOf = (subscription: Subscription, ...events: ReadonlyArray<AgreementEvent>) =>
  agreementStanding(subscription, events).endsAt

describe("agreementStanding", () => {
  it("an agreement of which nothing is known runs since it was linked", () => {
    assert.deepStrictEqual(agreementStanding(byLicense, []), { since: byLicense.activeFrom })
  })

  it("the final hour begins with the first word of the end, not with the last", () => {
    const end = endOf(
      byCustomer,
      told("Unsubscribed", 70),
      told("UnsubscribePending", 10),
      told("LicenseDeprovisioned", 11)
    )

    assert.deepStrictEqual(end, minuteAt(10))
  })

  it("F30: who comes back within the hour never left, and may leave again", () => {
    const back = [told("UnsubscribePending", 10), told("Subscribed", 30)]

    assert.deepStrictEqual(endOf(byCustomer, ...back), undefined)
    assert.deepStrictEqual(endOf(byCustomer, ...back, told("UnsubscribePending", 50)), minuteAt(50))
  })

  it("an end and a beginning at one instant are an end", () => {
    assert.deepStrictEqual(
      endOf(byLicense, told("LicenseUpdated", 10), told("LicenseDeprovisioned", 10)),
      minuteAt(10)
    )
  })

  it("what ended before the account was linked is of an earlier life", () => {
    const relinked = Subscription.make({ ...byLicense, activeFrom: minuteAt(20) })

    assert.deepStrictEqual(agreementStanding(relinked, [told("LicenseDeprovisioned", 10)]), {
      since: minuteAt(20)
    })
  })

  it("an agreement that is metered by product runs while one license of the buyer does", () => {
    const replaced = [told("LicenseUpdated", 5, "l-2"), told("LicenseDeprovisioned", 6, "l-1")]

    assert.deepStrictEqual(endOf(byProduct, ...replaced), undefined)
    assert.deepStrictEqual(
      endOf(byProduct, ...replaced, told("LicenseDeprovisioned", 40, "l-2")),
      minuteAt(40)
    )
    assert.deepStrictEqual(endOf(byLicense, ...replaced), minuteAt(6))
  })

  it("a contract's own end, a failed subscription and what is not known decide nothing", () => {
    const fields = {
      at: minuteAt(10),
      buyer,
      customerIdentifier: "X01",
      licenseId: "l-1",
      productCode: exampleProduct
    }
    const events = [
      AgreementEvent.make({ _tag: "Ended", ...fields, eventId: "1", status: "CANCELLED" }),
      AgreementEvent.make({ _tag: "Created", ...fields, eventId: "2", intent: "NEW" }),
      AgreementEvent.make({ _tag: "Amended", ...fields, eventId: "3" }),
      AgreementEvent.make({ _tag: "SubscribeFailed", ...fields, eventId: "4" }),
      AgreementEvent.make({ _tag: "EntitlementUpdated", ...fields, eventId: "5" }),
      AgreementEvent.make({ _tag: "Unknown", ...fields, eventId: "6", kind: "unsubscribe" })
    ]

    for (const one of [byLicense, byProduct, byCustomer])
      assert.deepStrictEqual(agreementStanding(one, events), { since: one.activeFrom })
  })

  const tags = [
    "LicenseUpdated",
    "LicenseDeprovisioned",
    "Subscribed",
    "UnsubscribePending",
    "Unsubscribed"
  ] as const
  const Stories = Schema.Array(
    Schema.Struct({
      tag: Schema.Literals(tags),
      // Few instants, so that several events often share one.
      minute: Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 3 })),
      license: Schema.Literals(["l-1", "l-2"]),
      place: Schema.Finite,
      isRepeated: Schema.Boolean
    })
  ).check(Schema.isMaxLength(8))

  it.prop("row 58: the same comes of every order and every repetition", [Stories], ([story]) => {
    const events = story.map(({ license, minute, tag }) => told(tag, minute, license))
    const shuffled = story
      .map(({ isRepeated, place }, index) => ({ event: events[index]!, isRepeated, place }))
      .toSorted((a, b) => a.place - b.place)
      .flatMap(({ event, isRepeated }) => (isRepeated ? [event, event] : [event]))

    for (const one of [byLicense, byProduct, byCustomer])
      assert.deepStrictEqual(agreementStanding(one, shuffled), agreementStanding(one, events))
  })

  it.prop("an end that comes after the last beginning never lets it run longer", [Stories], ([story]) => {
    const events = story.map(({ license, minute, tag }) => told(tag, minute, license))
    const { endsAt, since } = agreementStanding(byCustomer, events)

    const later = agreementStanding(byCustomer, [...events, told("UnsubscribePending", 4)])

    assert.isFalse(later.endsAt === undefined)
    assert.isFalse(Instant.isBefore(endsAt ?? minuteAt(4), later.endsAt ?? since))
    assert.isFalse(Instant.isBefore(later.endsAt ?? since, later.since))
  })
})
