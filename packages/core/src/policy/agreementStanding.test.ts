import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { AgreementEvent } from "../model/AgreementEvent.ts"
import { Instant } from "../model/Instant.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { type AgreementStanding, agreementStanding, concerns, meaningOf } from "./agreementStanding.ts"

const subscribed = (agreement: Subscription["agreement"], activeFrom = at("2026-01-01T00:00:00Z")) =>
  Subscription.make({
    account: "acme",
    productCode: exampleProduct,
    agreement,
    region: "us-east-1",
    activeFrom
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

  it("the event that decided is told: the end, or else the last one that says it runs", () => {
    const events = [told("Subscribed", 20), told("Subscribed", 30), told("UnsubscribePending", 10)]

    const running = agreementStanding(byCustomer, events)
    const ended = agreementStanding(byCustomer, [...events, told("Unsubscribed", 40)])

    assert.deepStrictEqual(running, { since: minuteAt(30), because: told("Subscribed", 30) })
    assert.deepStrictEqual(ended, {
      since: minuteAt(30),
      endsAt: minuteAt(40),
      because: told("Unsubscribed", 40)
    })
  })

  it("of two events that say one thing at one instant the first id decides an end, and the last a beginning", () => {
    const ends = [told("Unsubscribed", 10), told("UnsubscribePending", 10)]
    const begins = ["b", "a", "c"].map((eventId) => ({ ...told("Subscribed", 20), eventId }))

    const [end, end2] = [ends, ends.toReversed()].map((all) => agreementStanding(byCustomer, all))
    const [begin, begin2] = [begins, begins.toReversed()].map((all) => agreementStanding(byCustomer, all))

    assert.deepStrictEqual([end?.because, end2?.because], Array(2).fill(told("UnsubscribePending", 10)))
    assert.deepStrictEqual([begin?.because?.eventId, begin2?.because?.eventId], ["c", "c"])
  })

  it("what began before the account was linked decides nothing", () => {
    const linked = subscribed(byCustomer.agreement, minuteAt(20))

    assert.deepStrictEqual(agreementStanding(linked, [told("Subscribed", 10)]), { since: minuteAt(20) })
    assert.strictEqual(agreementStanding(linked, [told("Subscribed", 20)]).because?._tag, "Subscribed")
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

  const first = [told("LicenseUpdated", 10, "l-1"), told("LicenseDeprovisioned", 30, "l-1")]
  const second = [told("LicenseUpdated", 20, "l-2"), told("LicenseDeprovisioned", 40, "l-2")]

  it.each<[string, ReadonlyArray<AgreementEvent>, Partial<AgreementStanding>]>([
    ["the one that runs, though the other began later", [first[0]!, ...second], { since: minuteAt(10) }],
    ["the later one of two that run", [first[0]!, second[0]!], { since: minuteAt(20) }],
    [
      "the longer one of two that ended",
      [...first, ...second],
      { since: minuteAt(20), endsAt: minuteAt(40) }
    ],
    [
      "the first by its id of two that ended at once",
      [first[1]!, { ...second[1]!, at: minuteAt(30) }],
      { endsAt: minuteAt(30), because: first[1]! }
    ],
    [
      "the first by its id of two that began at once",
      [first[0]!, { ...second[0]!, at: minuteAt(10) }],
      { since: minuteAt(10), because: first[0]! }
    ]
  ])("of two licenses it is %s that decides, whichever is told of first", (_, events, expected) => {
    for (const order of [events, events.toReversed()]) {
      const standing = agreementStanding(byProduct, order)

      assert.deepInclude({ endsAt: undefined, ...standing }, { endsAt: undefined, ...expected })
    }
  })

  it("what names no license tells of all of them", () => {
    const left = { ...told("UnsubscribePending", 30), buyer }

    const { because, endsAt } = agreementStanding(byProduct, [first[0]!, second[0]!, left])

    assert.deepStrictEqual({ because, endsAt }, { because: left, endsAt: minuteAt(30) })
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

describe("concerns", () => {
  const forms = {
    license: byLicense,
    product: byProduct,
    "customer and buyer": byCustomer,
    customer: subscribed({ _tag: "Legacy", customerIdentifier: "X01" })
  }
  const none = { buyer: undefined, customerIdentifier: undefined, licenseId: undefined }

  it.each<[keyof typeof forms, string, Partial<Record<keyof AgreementEvent, string | undefined>>, boolean]>([
    ["license", "its license", { licenseId: "l-1" }, true],
    ["license", "its license, of its buyer", { licenseId: "l-1", buyer }, true],
    ["license", "its license, of another buyer", { licenseId: "l-1", buyer: "222222222222" }, false],
    ["license", "another license of its buyer", { licenseId: "l-2", buyer }, false],
    ["license", "no license", { buyer }, false],
    ["product", "its buyer", { buyer }, true],
    ["product", "another buyer", { buyer: "222222222222" }, false],
    ["product", "no buyer", { customerIdentifier: "X01" }, false],
    ["product", "its buyer, for another product", { buyer, productCode: "another" }, false],
    ["product", "its buyer, for no product", { buyer, productCode: undefined }, false],
    ["customer and buyer", "its buyer", { buyer }, true],
    ["customer and buyer", "its customer identifier", { customerIdentifier: "X01" }, true],
    [
      "customer and buyer",
      "another customer and buyer",
      { customerIdentifier: "X02", buyer: "222222222222" },
      false
    ],
    [
      "customer and buyer",
      "its customer, for another product",
      { customerIdentifier: "X01", productCode: "b" },
      false
    ],
    ["customer and buyer", "nobody", {}, false],
    ["customer", "its customer identifier", { customerIdentifier: "X01" }, true],
    ["customer", "another customer, neither naming a buyer", { customerIdentifier: "X02" }, false],
    ["customer", "a buyer that it does not name", { buyer }, false]
  ])("a subscription by %s, and an event that names %s, %j: %s", (form, _, named, isConcerned) => {
    const event = { ...told("LicenseUpdated", 10), ...none, ...named }

    const answer = concerns(event as AgreementEvent, forms[form])

    assert.strictEqual(answer, isConcerned)
  })
})

describe("meaningOf", () => {
  it("each kind says that it runs, that it ended, or nothing", () => {
    const event = { eventId: "e-1", at: minuteAt(0), kind: "unheard of", isFreeTrial: false }
    const tags = Object.keys(AgreementEvent.cases) as ReadonlyArray<AgreementEvent["_tag"]>

    const meanings = Map.groupBy(tags, (_tag) => meaningOf({ _tag, ...event }))

    assert.deepStrictEqual(Object.fromEntries(meanings), {
      runs: ["LicenseUpdated", "Subscribed"],
      ends: ["LicenseDeprovisioned", "UnsubscribePending", "Unsubscribed"],
      nothing: ["Created", "Amended", "Ended", "SubscribeFailed", "EntitlementUpdated", "Unknown"]
    })
  })
})
