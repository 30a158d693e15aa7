import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result } from "effect"
import fc from "fast-check"
import type { Agreement } from "../src/model/Agreement.ts"
import { Balance } from "../src/model/Balance.ts"
import { Catalogue } from "../src/model/Catalogue.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { MeteringLimits } from "../src/model/MeteringLimits.ts"
import { LatePolicy } from "../src/model/MeteringPolicy.ts"
import { Quantity } from "../src/model/Quantity.ts"
import { Settlement } from "../src/model/Settlement.ts"
import { Subscription } from "../src/model/Subscription.ts"
import type { UsageEvent } from "../src/model/UsageEvent.ts"
import { buyerOf } from "../src/policy/agreementKey.ts"
import { at, exampleProduct, quantity } from "../src/testing/builders.ts"
import { TinyLedger } from "./tinyLedger.ts"
import { anyTags } from "./usageEvents.ts"

describe("after any sequence of commands", () => {
  it("every unit that was recorded is in exactly one place", () =>
    afterEach((ledger) => {
      for (const balance of ledger.balances()) assert.strictEqual(Balance.unexplained(balance), Quantity.zero)
    }))

  it("no buyer and hour is metered in two forms, or one agreement in two regions", () =>
    afterAll((ledger) => {
      const forms = new Map<string, string>()
      for (const { record } of ledger.rows.values()) {
        const { agreement, dimension, hour, region } = record
        const buyer = buyerOf(agreement)
        if (buyer === undefined) continue
        const form = agreement._tag === "License" ? "license" : `product in ${region}`
        const key = JSON.stringify([buyer, dimension, MeteringHour.format(hour)])
        assert.strictEqual(forms.get(key) ?? form, form)
        forms.set(key, form)
      }
    }))

  it("every batch that was sent is one that AWS takes", () =>
    afterAll((ledger) => {
      for (const { productCode, records, region } of ledger.batches) {
        assert.isAtMost(records.length, MeteringLimits.recordsMax)
        assert.strictEqual(new Set(records.map(({ record }) => record.dedupKey)).size, records.length)
        assert.isTrue(
          records.every(({ record }) => record.productCode === productCode && record.region === region)
        )
        assert.strictEqual(new Set(records.map(({ record }) => record.agreement._tag)).size, 1)
      }
    }))

  it("nothing is billed that was not used, but for what rounding and what was taken back", () =>
    afterAll((ledger) => {
      for (const balance of ledger.balances()) {
        const billed = Quantity.add(balance.accepted, balance.pending)
        // What was taken back since the last sealing is open still, as less than nothing.
        const takenBack = Quantity.max(Quantity.zero, Quantity.negate(balance.open))
        const used = Quantity.add(balance.recorded, takenBack)
        assert.isTrue(billed <= Quantity.add(used, ledger.sealedTooMuch(balance)))
      }
    }))
})

type Command = (ledger: TinyLedger) => void

const catalogueOf = (late: LatePolicy) =>
  Result.getOrThrow(
    Catalogue.fromInput({
      products: [
        {
          code: exampleProduct,
          zeroRecords: true,
          meters: [
            { name: "requests" },
            { name: "calls", aggregation: "count", unit: 3 },
            { name: "peak", aggregation: "max", fraction: "up", guard: { times: 1 } },
            { name: "level", aggregation: "last", fraction: "nearest" },
            { name: "users", aggregation: "distinct", property: "user" },
            { name: "storage", aggregation: "time-weighted", unit: "0.25", fraction: "down" }
          ]
        }
      ],
      policy: { late }
    })
  )

const catalogues = new Map(LatePolicy.literals.map((late) => [late, catalogueOf(late)]))
const meters = catalogueOf("same-month").products[0]!.meters

const begin = at("2026-03-31T14:00:00Z")

const anyRecording: fc.Arbitrary<Command> = fc
  .array(
    fc.record({
      account: fc.constantFrom("account", "account", "other"),
      id: fc.nat({ max: 60 }),
      meter: fc.constantFrom(...meters),
      minutesAgo: fc.oneof(fc.nat({ max: 90 }), fc.nat({ max: 40 * 60 })),
      property: fc.constantFrom("p", "q"),
      tags: anyTags,
      used: fc.constantFrom("0.4", "1", "2.5", "7", "2147483648.5")
    }),
    { minLength: 1, maxLength: 8 }
  )
  .map((drawn) => (ledger) => {
    const events = drawn.map(({ account, id, meter, minutesAgo, property, tags, used }): UsageEvent => {
      const { aggregation, name } = meter
      const isOne = aggregation === "count" || aggregation === "distinct"
      return {
        eventId: `event-${id}`,
        account,
        meter: name,
        aggregation,
        tags,
        occurredAt: DateTime.subtractDuration(ledger.now, Duration.minutes(minutesAgo)),
        property: aggregation === "distinct" ? property : "",
        quantity: quantity(isOne ? "1" : used)
      }
    })
    // One by one, so that an id which is taken holds back its own event only; and again, as a caller repeats.
    for (const event of events) ledger.record([event])
    ledger.record(events)
  })

const agreements: ReadonlyArray<Agreement> = [
  { _tag: "Product", buyer: "012345678901" },
  { _tag: "Product", buyer: "999999999999" },
  { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" },
  ...["l-1", "l-2"].map((id): Agreement => ({
    _tag: "License",
    buyer: "012345678901",
    licenseArn: `arn:aws:license-manager::123456789012:license:${id}`
  }))
]

const anyLink: fc.Arbitrary<Command> = fc
  .record({
    account: fc.constantFrom("account", "account", "other"),
    agreement: fc.constantFrom(...agreements),
    allowed: fc.option(fc.constantFrom("3", "1000000"), { nil: undefined }),
    meter: fc.constantFrom("requests", "peak"),
    minutesAgo: fc.constantFrom(0, 30, 26 * 60),
    period: fc.constantFrom("month" as const, "term" as const),
    region: fc.constantFrom("us-east-1", "us-east-1", "eu-west-1")
  })
  .map(
    ({ account, agreement, allowed, meter, minutesAgo, period, region }) =>
      (ledger) =>
        ledger.link(
          Subscription.make({
            account,
            agreement,
            region,
            productCode: exampleProduct,
            activeFrom: DateTime.subtractDuration(ledger.now, Duration.minutes(minutesAgo)),
            ...(allowed === undefined ? {} : { allowances: [{ meter, period, quantity: quantity(allowed) }] })
          })
        )
  )

const anyCutOver: fc.Arbitrary<Command> = anyLink.map((link) => (ledger) => {
  ledger.end("account")
  link(ledger)
})

const anySettlement: fc.Arbitrary<Settlement> = fc.constantFrom(
  Settlement.make({ _tag: "Settled", meteringRecordId: "id" }),
  Settlement.make({ _tag: "SettledEarlier" }),
  Settlement.make({ _tag: "Retry", availableAt: begin, mayBeAccepted: true, reason: "Unanswered" }),
  Settlement.make({ _tag: "Dead", reason: "Rejected" }),
  Settlement.make({ _tag: "InDoubt", reason: "Rejected" })
)

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: anyRecording, weight: 4 },
  { arbitrary: anyLink, weight: 2 },
  { arbitrary: anyCutOver, weight: 1 },
  {
    arbitrary: fc.constantFrom("account", "other").map(
      (account): Command =>
        (to) =>
          to.end(account)
    ),
    weight: 1
  },
  {
    arbitrary: fc.integer({ min: 1, max: 9 * 60 }).map(
      (n): Command =>
        (to) =>
          to.wait(n)
    ),
    weight: 4
  },
  { arbitrary: fc.constant<Command>((to) => to.seal()), weight: 4 },
  {
    arbitrary: fc.array(anySettlement, { minLength: 1, maxLength: 4 }).map(
      (outcomes): Command =>
        (to) =>
          to.send(outcomes)
    ),
    weight: 2
  },
  { arbitrary: fc.constant<Command>((to) => to.expire()), weight: 1 }
)

const anyRun = fc.record({
  commands: fc.array(anyCommand, { maxLength: 40, size: "max" }),
  late: fc.constantFrom(...LatePolicy.literals)
})

/** A ledger in which one account is subscribed by product, so that there is something to bill from the first event on. */
const ledgerOf = (late: LatePolicy): TinyLedger => {
  const ledger = new TinyLedger(catalogues.get(late)!, begin)
  ledger.link(
    Subscription.make({
      account: "account",
      agreement: agreements[0]!,
      region: "us-east-1",
      productCode: exampleProduct,
      activeFrom: at("2026-03-30T10:30:00Z")
    })
  )
  return ledger
}

const afterEach = (check: (ledger: TinyLedger) => void): void =>
  fc.assert(
    fc.property(anyRun, ({ commands, late }) => {
      const ledger = ledgerOf(late)
      for (const command of commands) {
        command(ledger)
        check(ledger)
      }
    }),
    { numRuns: 150 }
  )

const afterAll = (check: (ledger: TinyLedger) => void): void =>
  fc.assert(
    fc.property(anyRun, ({ commands, late }) => {
      const ledger = ledgerOf(late)
      for (const command of commands) command(ledger)
      check(ledger)
    }),
    { numRuns: 150 }
  )
