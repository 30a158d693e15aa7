import { assert, describe, it } from "@effect/vitest"
import {
  AccessRefused,
  Books,
  endSubscription,
  leaseBatches,
  meteringPass,
  MeteringHour,
  RecordLedger,
  submitBatch,
  SubscriptionRegistry,
  TransportError,
  Unanswered,
  UsageTransport
} from "@tallyhour/core"
import { at, exampleProduct } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Layer, Logger, Option } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, figures, setClock, standing, use } from "../test/aMarket.ts"

describe("meteringPass, from usage to the bill", () => {
  it.effect.each(["License", "Product", "Legacy"] as const)("usage of a buyer by %s is billed once", (form) =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account, agreement } = yield* aBuyer(market, { form })
        yield* use(account, "2026-03-10T11:00:00Z", 3)
        yield* use(account, "2026-03-10T11:59:59.999Z", "4")

        yield* setClock("2026-03-10T12:15:00Z")
        const first = yield* meteringPass()
        const second = yield* meteringPass()

        const billed = yield* market.marketplace.billed(agreement)
        assert.deepStrictEqual([first.sealed, first.settled.length], [1, 1])
        assert.deepStrictEqual([second.sealed, second.settled.length, second.expired], [0, 0, 0])
        assert.deepStrictEqual(
          billed.map((row) => [row.dimension, row.quantity, row.timestamp]),
          [["requests", 7, at("2026-03-10T11:00:00Z")]]
        )
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "an hour is sealed a quarter of an hour after its end, and the pass says when the next one is",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket()
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T11:30:00Z", 3)

          yield* setClock("2026-03-10T12:14:59.999Z")
          const early = yield* meteringPass()
          yield* setClock("2026-03-10T12:15:00Z")
          const inTime = yield* meteringPass()

          assert.deepStrictEqual([early.sealed, early.nextAt], [0, Option.some(at("2026-03-10T12:15:00Z"))])
          assert.deepStrictEqual([inTime.sealed, inTime.nextAt], [1, Option.none()])
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect(
    "a buyer that cancels in the middle of an hour is billed for that hour before AWS closes it",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ now: "2026-03-10T12:10:00Z" })
        yield* Effect.gen(function* () {
          const { account, agreement } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T12:05:00Z", 3)
          const registry = yield* SubscriptionRegistry
          yield* registry.end({
            account,
            activeUntil: at("2026-03-10T12:10:00Z"),
            productCode: exampleProduct
          })

          yield* meteringPass()

          assert.deepStrictEqual(
            (yield* market.marketplace.billed(agreement)).map((row) => row.quantity),
            [3]
          )
          assert.deepStrictEqual(yield* standing(account), figures({ recorded: "3", accepted: "3" }))
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("what was sealed before its buyer cancelled is sent before all else, and for an hour only", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const silent = Layer.succeed(UsageTransport, {
        awaitQuota: () => Effect.void,
        clockSkew: Effect.succeedNone,
        submit: ({ records }) => {
          asked.push(...records.map(({ record }) => record.account))
          return Effect.fail(
            new TransportError({ reason: new Unanswered({ operation: "BatchMeterUsage", detail: "" }) })
          )
        }
      })
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z", transport: () => silent })
      yield* Effect.gen(function* () {
        const patient = yield* aBuyer(market)
        const { account } = yield* aBuyer(market)
        yield* use(patient.account, "2026-03-10T10:30:00Z", 2)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* meteringPass()

        const activeUntil = at("2026-03-10T12:25:00Z")
        yield* endSubscription({ account, activeUntil, productCode: exampleProduct })
        yield* setClock("2026-03-10T12:30:00Z")
        yield* meteringPass()
        yield* setClock("2026-03-10T13:25:00Z")
        const { expired } = yield* meteringPass()

        assert.deepStrictEqual(asked, [patient.account, account, account, patient.account, patient.account])
        assert.strictEqual(expired, 1)
        // Nobody knows whether an attempt was heard, so it may be accepted still.
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "3", pending: "3" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F37: nothing is sealed, sent or given up by a clock that AWS's contradicts, and all goes on when it is set",
    () =>
      Effect.gen(function* () {
        const skew = { ahead: Duration.hours(-26) }
        const contradicting = (honest: Layer.Layer<UsageTransport>) =>
          Layer.provide(
            Layer.effect(
              UsageTransport,
              Effect.map(UsageTransport, (all) => ({
                ...all,
                clockSkew: Effect.sync(() => Option.some(skew.ahead))
              }))
            ),
            honest
          )
        const market = yield* aMarket({ now: "2026-03-12T14:20:00Z", transport: contradicting })
        yield* Effect.gen(function* () {
          const { account, agreement } = yield* aBuyer(market)
          yield* use(account, "2026-03-12T13:30:00Z", 3)

          const refusal = yield* Effect.flip(meteringPass())
          const before = yield* standing(account)
          skew.ahead = Duration.minutes(-5)
          yield* meteringPass()

          assert.strictEqual(refusal._tag, "ClockSkewed")
          assert.deepStrictEqual(before, figures({ recorded: "3", open: "3" }))
          assert.deepStrictEqual(
            (yield* market.marketplace.billed(agreement)).map((row) => row.quantity),
            [3]
          )
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect(
    "a service that cannot be asked for its time is said aloud, and keeps no record from being sealed",
    () =>
      Effect.gen(function* () {
        const error = new TransportError({
          reason: new AccessRefused({
            operation: "BatchMeterUsage",
            code: "CredentialsProviderError",
            detail: ""
          })
        })
        const without = Layer.succeed(UsageTransport, {
          awaitQuota: () => Effect.void,
          submit: () => Effect.fail(error),
          clockSkew: Effect.fail(error)
        })
        const market = yield* aMarket({ now: "2026-03-10T12:20:00Z", transport: () => without })
        const said: Array<string> = []
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T11:30:00Z", 3)

          const { sealed } = yield* meteringPass()

          assert.strictEqual(sealed, 1)
          assert.deepStrictEqual(said, [
            `Error AWS cannot be asked for its time. ${error.message}`,
            `Error Nothing can be sent to us-east-1. ${error.message}`
          ])
        }).pipe(
          Effect.provide(market.layer),
          Effect.provide(
            Logger.layer([
              Logger.make(({ logLevel, message }) => said.push(`${logLevel} ${String(message)}`))
            ])
          )
        )
      })
  )

  it.effect("answers that do not come cannot keep a pass from ending", () =>
    Effect.gen(function* () {
      const hanging = Layer.succeed(UsageTransport, {
        awaitQuota: () => Effect.void,
        clockSkew: Effect.succeedNone,
        submit: () =>
          Effect.andThen(
            TestClock.adjust("30 seconds"),
            Effect.fail(
              new TransportError({ reason: new Unanswered({ operation: "BatchMeterUsage", detail: "" }) })
            )
          )
      })
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z", transport: () => hanging })
      yield* Effect.gen(function* () {
        for (let buyer = 0; buyer < 60; buyer++) {
          const { account } = yield* aBuyer(market, { form: buyer % 2 === 0 ? "License" : "Product" })
          yield* use(account, "2026-03-10T11:30:00Z", 1)
        }

        const { settled } = yield* meteringPass({ concurrency: 1 })

        assert.isAtLeast(settled.length, 25)
        assert.isAtMost(settled.length, 60)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a late event is billed with the next hour, beside what was billed before", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account, agreement } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* meteringPass()
        yield* use(account, "2026-03-10T11:31:00Z", 5)

        yield* meteringPass()
        yield* setClock("2026-03-10T13:15:00Z")
        yield* meteringPass()

        const billed = yield* market.marketplace.billed(agreement)
        assert.deepStrictEqual(
          billed.map((row) => [MeteringHour.format(MeteringHour.of(row.timestamp)), row.quantity]),
          [
            ["2026-03-10T11", 3],
            ["2026-03-10T12", 5]
          ]
        )
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "8", accepted: "8" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a fraction is carried until it is a whole unit, and no fraction is lost", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account, agreement } = yield* aBuyer(market)
        for (const hour of ["08", "09", "10", "11"]) yield* use(account, `2026-03-10T${hour}:30:00Z`, "0.4")

        yield* meteringPass()

        const billed = yield* market.marketplace.billed(agreement)
        assert.deepStrictEqual(
          billed.map((row) => [MeteringHour.format(MeteringHour.of(row.timestamp)), row.quantity]),
          [["2026-03-10T10", 1]]
        )
        assert.deepStrictEqual(
          yield* standing(account),
          figures({ recorded: "1.6", accepted: "1", carried: "0.6" })
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("usage from before the link waits, and is billed when the link is there", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account, link } = yield* aBuyer(market, { isLinked: false })
        yield* use(account, "2026-03-10T11:30:00Z", 3)

        yield* meteringPass()
        const before = yield* standing(account)
        yield* link
        yield* meteringPass()

        assert.deepStrictEqual(before, figures({ recorded: "3", open: "3" }))
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "3", accepted: "3" }))
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("meteringPass, when something goes wrong", () => {
  it.effect.each(["Success", "DuplicateRecord"] as const)(
    "a lost answer is settled once, where AWS answers an identical record with %s",
    (identical_resend) =>
      Effect.gen(function* () {
        const market = yield* aMarket({ choices: { identical_resend }, now: "2026-03-10T12:20:00Z" })
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          yield* market.marketplace.failNext("answer lost")

          const lost = yield* meteringPass()
          yield* TestClock.adjust("1 minute")
          const heard = yield* meteringPass()

          assert.deepStrictEqual(
            [lost, heard].map(({ settled }) => settled.map(({ settlement }) => settlement._tag)),
            [["Retry"], [identical_resend === "Success" ? "Settled" : "SettledEarlier"]]
          )
          assert.strictEqual(market.emulator.accepted().length, 1)
          assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect.each([
    "fault before the work",
    "page of a proxy",
    "request lost",
    "throttled",
    "unprocessed"
  ] as const)("after %s the same record is sent again and billed once", (fault) =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)
        yield* market.marketplace.failNext(fault)

        yield* meteringPass()
        const waiting = yield* standing(account)
        yield* TestClock.adjust("1 minute")
        yield* meteringPass()

        assert.deepStrictEqual(waiting, figures({ recorded: "7", pending: "7" }))
        assert.strictEqual(market.emulator.accepted().length, 1)
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a record that AWS refuses does not keep the other 24 of its request waiting", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const buyers = yield* Effect.forEach(Array.from({ length: 24 }), () => aBuyer(market))
        for (const { account } of buyers) yield* use(account, "2026-03-10T11:30:00Z", 7)
        const { account: unlucky } = yield* aBuyer(market)
        yield* use(unlucky, "2026-03-10T11:30:00Z", 7, "misspelt")

        const { settled } = yield* meteringPass()

        assert.deepStrictEqual(settled.map(({ settlement }) => settlement._tag).toSorted(), [
          "Retry",
          ...Array<string>(24).fill("Settled")
        ])
        assert.strictEqual(market.emulator.accepted().length, 24)
        assert.deepStrictEqual(yield* standing(unlucky), figures({ recorded: "7", pending: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F15: a worker that dies after sending leaves its records to the next one, and nothing is billed twice",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          yield* market.marketplace.failNext("throttled")
          yield* meteringPass()
          yield* TestClock.adjust("1 minute")

          const { batches } = yield* leaseBatches({ dueBy: yield* DateTime.now, recordsMax: 25 })
          yield* Effect.forEach(batches, submitBatch)
          const meanwhile = yield* meteringPass()
          yield* TestClock.adjust("1 minute")
          const takenOver = yield* meteringPass()

          assert.deepStrictEqual([meanwhile.settled.length, takenOver.settled.length], [0, 1])
          assert.strictEqual(market.emulator.accepted().length, 1)
          assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("a lost answer that no later one explains ends in doubt at the deadline", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)
        yield* market.marketplace.failNext("answer lost")
        yield* meteringPass()

        yield* setClock("2026-03-11T10:45:00Z")
        const { expired } = yield* meteringPass()

        const ledger = yield* RecordLedger
        const again = yield* ledger.expire({
          deadlineUntil: at("2026-04-01T00:00:00Z"),
          now: at("2026-04-01T00:00:00Z")
        })
        assert.deepStrictEqual([expired, again.length], [1, 0])
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", pending: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F38: usage that an outage kept past the month end is held with its reason", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-04-01T00:00:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-31T23:30:00Z", 7)

        yield* setClock("2026-04-01T05:45:00Z")
        yield* meteringPass()

        const books = yield* Books
        assert.deepStrictEqual(market.emulator.accepted(), [])
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", held: "7" }))
        assert.include((yield* books.unbilled)[0]?.reason, "billing month")
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a second before that it is still sent", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-04-01T00:00:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-31T23:30:00Z", 7)

        yield* setClock("2026-04-01T05:44:59Z")
        yield* meteringPass()

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )
})
