import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { makeRequestPace, type RequestPace } from "./RequestPace.ts"

describe("RequestPace", () => {
  it.effect("ten a second are a tenth of a second apart, however many wait at once", () =>
    Effect.gen(function* () {
      const turns = yield* turnsOf(makeRequestPace(10), 25)

      assert.deepStrictEqual(
        turns,
        Array.from({ length: 25 }, (_, i) => i * 100)
      )
    })
  )

  it.effect("a pause gives no right to a burst", () =>
    Effect.gen(function* () {
      const pace = makeRequestPace(10)
      yield* turnsOf(pace, 1)
      yield* TestClock.adjust("1 hour")

      const turns = yield* turnsOf(pace, 3)

      assert.deepStrictEqual(turns, [0, 100, 200])
    })
  )

  it.effect("throttling halves the rate, down to one request in two seconds, and answers bring it back", () =>
    Effect.gen(function* () {
      const pace = makeRequestPace(10)

      yield* pace.slowDown
      const halved = yield* turnsOf(pace, 3)
      yield* Effect.repeat(pace.slowDown, { times: 20 })
      yield* turnsOf(pace, 1)
      const slowest = yield* turnsOf(pace, 3)
      yield* Effect.repeat(pace.speedUp, { times: 100 })
      yield* turnsOf(pace, 1)
      const recovered = yield* turnsOf(pace, 3)

      assert.deepStrictEqual(halved, [0, 200, 400])
      assert.deepStrictEqual(slowest, [0, 2_000, 4_000])
      assert.deepStrictEqual(recovered, [0, 100, 200])
    })
  )

  it.effect("without a rate nothing ever waits, however hard AWS throttles", () =>
    Effect.gen(function* () {
      const pace = makeRequestPace(Number.POSITIVE_INFINITY)
      yield* Effect.repeat(pace.slowDown, { times: 40 })

      const turns = yield* turnsOf(pace, 3)

      assert.deepStrictEqual(turns, [0, 0, 0])
    })
  )

  it.effect("a clock that is set back by an hour stops nothing", () =>
    Effect.gen(function* () {
      const pace = makeRequestPace(10)
      yield* TestClock.adjust("2 hours")
      yield* turnsOf(pace, 2)
      const wall = yield* Clock.currentTimeMillis

      const turn = yield* Effect.provideService(pace.turn, Clock.Clock, {
        ...(yield* Clock.Clock),
        currentTimeMillis: Effect.succeed(wall - 3_600_000),
        currentTimeMillisUnsafe: () => wall - 3_600_000
      }).pipe(Effect.forkChild)
      yield* TestClock.adjust("100 millis")

      assert.isDefined(turn.pollUnsafe())
    })
  )

  it.effect("without a limit nobody waits", () =>
    Effect.gen(function* () {
      const pace = makeRequestPace(Number.POSITIVE_INFINITY)

      assert.deepStrictEqual(yield* turnsOf(pace, 5), [0, 0, 0, 0, 0])
    })
  )
})

/** When each of several turns that are asked for at once comes, in milliseconds from the first. */
const turnsOf = Effect.fnUntraced(function* (pace: RequestPace, count: number) {
  const asked = yield* Clock.currentTimeMillis
  const turns: Array<number> = []
  const all = yield* Effect.forkChild(
    Effect.forEach(
      Array.from({ length: count }, (_, i) => i),
      () =>
        Effect.andThen(
          pace.turn,
          Effect.map(Clock.currentTimeMillis, (now) => turns.push(now - asked))
        ),
      { concurrency: "unbounded" }
    )
  )
  yield* TestClock.adjust("1 minute")
  assert.isDefined(all.pollUnsafe())
  return turns.map((turn) => turn - turns[0]!)
})
