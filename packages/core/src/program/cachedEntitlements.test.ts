import { assert, describe, it } from "@effect/vitest"
import { DateTime, Deferred, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Entitlement } from "../model/Entitlement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import { Quantity } from "../model/Quantity.ts"
import { Throttled, TransportError } from "../model/TransportError.ts"
import { Entitlements } from "../port/Entitlements.ts"
import { cachedEntitlements } from "./cachedEntitlements.ts"

const query: EntitlementQuery = {
  productCode: "product",
  agreement: { _tag: "Product", buyer: "111111111111" }
}
const throttled = new TransportError({ reason: new Throttled({ operation: "GetEntitlements", detail: "" }) })

type Answer = Effect.Effect<ReadonlyArray<Entitlement>, TransportError>

/** Something that is asked for entitlements, kept for a while, and what it was asked. */
const aService = (
  answer: (times: number) => Answer = () => Effect.succeed([seats(1)]),
  options: Parameters<typeof cachedEntitlements>[0] = {}
) => {
  const asked: Array<EntitlementQuery> = []
  const service = Layer.succeed(Entitlements, {
    entitlementsOf: (question) => Effect.suspend(() => answer(asked.push(question)))
  })
  return { asked, layer: Layer.provide(cachedEntitlements(options), service) }
}

const ask = (question: EntitlementQuery = query) =>
  Effect.flatMap(Entitlements, ({ entitlementsOf }) => entitlementsOf(question))

const seats = (count: number, expiresAt?: string): Entitlement =>
  Entitlement.make({
    productCode: "product",
    dimension: "seats",
    value: { _tag: "Quantity", quantity: Quantity.ofUnits(count) },
    ...(expiresAt !== undefined && { expiresAt: DateTime.makeUnsafe(expiresAt) })
  })

describe("cachedEntitlements", () => {
  it.effect("an answer is kept for five minutes, and then asked for anew", () => {
    const { asked, layer } = aService((times) => Effect.succeed([seats(times)]))
    return Effect.gen(function* () {
      const first = yield* ask()
      yield* TestClock.adjust("299 seconds")
      const second = yield* ask()
      yield* TestClock.adjust("1 second")
      const third = yield* ask()

      assert.deepStrictEqual([first, second, third], [[seats(1)], [seats(1)], [seats(2)]])
      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("no answer is kept past the instant at which something of it may end", () => {
    const { asked, layer } = aService(() =>
      Effect.succeed([seats(1, "2026-06-01T00:00:00Z"), seats(2, "2026-03-10T12:01:00Z"), seats(3)])
    )
    return Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-03-10T12:00:00Z"))
      yield* ask()
      yield* TestClock.adjust("59 seconds")
      yield* ask()
      const before = asked.length
      yield* TestClock.adjust("1 second")
      yield* ask()
      // It ended a moment ago, and AWS still tells of it: such an answer is not kept at all.
      yield* ask()

      assert.deepStrictEqual([before, asked.length], [1, 3])
    }).pipe(Effect.provide(layer))
  })

  it.effect("who asks while AWS is being asked waits for the same answer", () =>
    Effect.gen(function* () {
      const mayAnswer = yield* Deferred.make<void>()
      const { asked, layer } = aService(() => Effect.as(Deferred.await(mayAnswer), [seats(1)]))
      const answers = yield* Effect.gen(function* () {
        const both = yield* Effect.forkChild(Effect.all([ask(), ask()], { concurrency: 2 }))
        const impatient = yield* Effect.forkChild(ask())
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(impatient)
        yield* Deferred.succeed(mayAnswer, undefined)
        return yield* Fiber.join(both)
      }).pipe(Effect.provide(layer))

      assert.deepStrictEqual(answers, [[seats(1)], [seats(1)]])
      assert.strictEqual(asked.length, 1)
    })
  )

  it.effect("an error is told, and not kept", () => {
    const { asked, layer } = aService((times) => (times === 1 ? Effect.fail(throttled) : Effect.succeed([])))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(ask())
      const answer = yield* ask()

      assert.strictEqual(error, throttled)
      assert.deepStrictEqual([answer, asked.length], [[], 2])
    }).pipe(Effect.provide(layer))
  })

  it.effect("that nothing was bought is not kept, because AWS may not know it yet", () => {
    const { asked, layer } = aService((times) => Effect.succeed(times === 1 ? [] : [seats(1)]))
    return Effect.gen(function* () {
      const answers = [yield* ask(), yield* ask(), yield* ask()]

      assert.deepStrictEqual(answers, [[], [seats(1)], [seats(1)]])
      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("questions are told apart by everything that AWS is asked", () => {
    const { asked, layer } = aService()
    return Effect.gen(function* () {
      const product = query.agreement
      yield* ask({ ...query, dimensions: ["a", "b"] })
      yield* ask({ ...query, dimensions: ["b", "a", "b"], agreement: { ...product } })
      const same = asked.length
      yield* ask()
      yield* ask({ ...query, dimensions: ["a"] })
      yield* ask({ ...query, productCode: "other" })
      yield* ask({ ...query, agreement: { _tag: "Product", buyer: "222222222222" } })
      yield* ask({ ...query, agreement: { _tag: "Legacy", customerIdentifier: "111111111111" } })

      assert.deepStrictEqual([same, asked.length], [1, 6])
    }).pipe(Effect.provide(layer))
  })

  it.effect("the answer that was used longest ago gives way", () => {
    const { asked, layer } = aService(undefined, { answersMax: 2, ageMax: Duration.hours(1) })
    return Effect.gen(function* () {
      const of = (productCode: string) => ask({ ...query, productCode })
      yield* of("a")
      yield* of("b")
      yield* of("a")
      yield* of("c")
      yield* of("a")
      yield* of("b")

      assert.deepStrictEqual(
        asked.map(({ productCode }) => productCode),
        ["a", "b", "c", "b"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("with no age nothing is kept", () => {
    const { asked, layer } = aService(undefined, { ageMax: Duration.zero })
    return Effect.gen(function* () {
      yield* ask()
      yield* ask()

      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(layer))
  })
})
