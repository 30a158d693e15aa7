import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, References, Result, Scope } from "effect"
import { EventConflict } from "../model/EventRefused.ts"
import { StoreError, StoreRefused, StoreUnavailable } from "../model/StoreError.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { UsageOutbox } from "../port/UsageOutbox.ts"
import { at, quantity } from "../testing/builders.ts"
import { gatheredOutbox } from "./gatheredOutbox.ts"

const now = at("2026-03-10T12:00:00Z")

const event = (eventId: string): UsageEvent => ({
  eventId,
  account: "acme",
  meter: "pages",
  quantity: quantity("1"),
  occurredAt: now,
  tags: [],
  aggregation: "sum",
  property: ""
})

type Append = UsageOutbox["Service"]["append"]

const recordedAll: Append = (events) => Effect.succeed({ recorded: events.length, alreadyRecorded: [] })

/** An outbox over a store whose first append does not end before it is let go, and the ids of each append. */
const aSlowStore = Effect.fnUntraced(function* (append: Append = recordedAll) {
  const go = yield* Deferred.make<void>()
  const appends: Array<ReadonlyArray<string>> = []
  const store = Layer.succeed(UsageOutbox, {
    append: (events, instant) =>
      Effect.suspend(() => {
        const isFirst = appends.push(events.map(({ eventId }) => eventId)) === 1
        return Effect.andThen(isFirst ? Deferred.await(go) : Effect.void, append(events, instant))
      })
  })
  const scope = yield* Scope.make()
  const services = yield* Layer.buildWithScope(Layer.provide(gatheredOutbox, store), scope)
  const call = (...eventIds: ReadonlyArray<string>) =>
    Effect.flatMap(UsageOutbox, (outbox) => outbox.append(eventIds.map(event), now)).pipe(
      Effect.provide(services),
      Effect.result,
      Effect.forkChild({ startImmediately: true }),
      // So that the first is on its way before the next one comes.
      Effect.tap(() => Effect.yieldNow)
    )
  return {
    appends,
    call,
    close: Scope.close(scope, Exit.void),
    letGo: Deferred.succeed(go, undefined)
  }
})

const wordOf = Result.match({
  onFailure: (error: EventConflict | StoreError) => ("reason" in error ? error.reason._tag : error.eventIds),
  onSuccess: ({ alreadyRecorded, recorded }: { alreadyRecorded: ReadonlyArray<string>; recorded: number }) =>
    [recorded, ...alreadyRecorded] as ReadonlyArray<unknown>
})

const answersOf = <E>(fibers: ReadonlyArray<Fiber.Fiber<Parameters<typeof wordOf>[0], E>>) =>
  Effect.map(Fiber.joinAll(fibers), (results) => [...results].map(wordOf))

describe("calls that append at the same time", () => {
  it.effect("are written together if they come in one turn", () =>
    Effect.gen(function* () {
      const { appends, call, letGo } = yield* aSlowStore()

      yield* letGo
      yield* Effect.all([call("a"), call("b"), call("c")], { concurrency: 3 }).pipe(
        Effect.flatMap(Fiber.joinAll)
      )

      assert.deepStrictEqual(appends, [["a", "b", "c"]])
    })
  )

  it.effect("are written together once the first is written", () =>
    Effect.gen(function* () {
      const { appends, call, letGo } = yield* aSlowStore()
      const calls = [yield* call("a"), yield* call("b", "c"), yield* call("d")]

      yield* letGo
      const answers = yield* answersOf(calls)

      assert.deepStrictEqual(appends, [["a"], ["b", "c", "d"]])
      assert.deepStrictEqual(answers, [[1], [2], [1]])
    })
  )

  it.effect("hear each what was recorded of their own events before", () =>
    Effect.gen(function* () {
      const { call, letGo } = yield* aSlowStore((events) =>
        Effect.succeed({
          recorded: events.length - 1,
          alreadyRecorded: events.map(({ eventId }) => eventId).filter((id) => ["a", "c"].includes(id))
        })
      )
      const calls = [yield* call("a"), yield* call("b", "c"), yield* call("d")]

      yield* letGo

      assert.deepStrictEqual(yield* answersOf(calls), [[0, "a"], [1, "c"], [1]])
    })
  )

  it.effect("with one id come one after another", () =>
    Effect.gen(function* () {
      const { appends, call, letGo } = yield* aSlowStore()
      const calls = [yield* call("a"), yield* call("b"), yield* call("c", "b"), yield* call("d")]

      yield* letGo
      yield* answersOf(calls)

      assert.deepStrictEqual(appends, [["a"], ["b", "d"], ["c", "b"]])
    })
  )

  it.effect("are no more than five thousand events at once, unless one call has more", () =>
    Effect.gen(function* () {
      const { appends, call, letGo } = yield* aSlowStore()
      const many = (name: string, count: number) =>
        call(...Array.from({ length: count }, (_, i) => `${name} ${i}`))
      const calls = [
        yield* call("a"),
        yield* many("b", 4_999),
        yield* many("c", 2),
        yield* many("d", 1),
        yield* many("e", 9_000)
      ]

      yield* letGo
      yield* answersOf(calls)

      assert.deepStrictEqual(
        appends.map(({ length }) => length),
        [1, 4_999, 3, 9_000]
      )
    })
  )

  it.effect("of many events each are written two at once, and no more", () =>
    Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const { appends, call, letGo } = yield* aSlowStore((events, instant) =>
        Effect.andThen(Deferred.await(go), recordedAll(events, instant))
      )
      const calls = [
        yield* call("a"),
        yield* call(...Array.from({ length: 5_000 }, (_, i) => `b ${i}`)),
        yield* call(...Array.from({ length: 5_000 }, (_, i) => `c ${i}`)),
        yield* call("d")
      ]
      yield* letGo
      const atOnce = appends.map(({ length }) => length)

      yield* Deferred.succeed(go, undefined)
      const answers = yield* answersOf(calls)

      assert.deepStrictEqual(atOnce, [1, 5_000])
      assert.deepStrictEqual(answers, [[1], [5_000], [5_000], [1]])
      assert.strictEqual(appends.flat().length, 10_002)
    })
  )
})

describe("a call that the store refuses", () => {
  it.effect("for its conflict leaves the others as they would be without it", () =>
    Effect.gen(function* () {
      const taken = ["c", "e"]
      const { appends, call, letGo } = yield* aSlowStore((events, instant) => {
        const ids = events.map(({ eventId }) => eventId).filter((id) => taken.includes(id))
        return ids.length > 0
          ? Effect.fail(new EventConflict({ eventIds: ids }))
          : recordedAll(events, instant)
      })
      const calls = [yield* call("a"), yield* call("b", "c"), yield* call("d"), yield* call("e")]

      yield* letGo
      const answers = yield* answersOf(calls)

      assert.deepStrictEqual(answers, [[1], ["c"], [1], ["e"]])
      assert.deepStrictEqual(appends, [["a"], ["b", "c", "d", "e"], ["d"]])
    })
  )

  it.effect("for a conflict of nobody's fails all, and never goes round", () =>
    Effect.gen(function* () {
      const { call, letGo } = yield* aSlowStore(() =>
        Effect.fail(new EventConflict({ eventIds: ["unheard of"] }))
      )
      const calls = [yield* call("a"), yield* call("b"), yield* call("c")]

      yield* letGo

      assert.deepStrictEqual(yield* answersOf(calls), [["unheard of"], ["unheard of"], ["unheard of"]])
    })
  )

  it.effect("for what it brings is refused alone", () =>
    Effect.gen(function* () {
      const refused = new StoreError({ reason: new StoreRefused({ detail: "numeric overflow" }) })
      const { appends, call, letGo } = yield* aSlowStore((events, instant) =>
        events.some(({ eventId }) => eventId === "b") ? Effect.fail(refused) : recordedAll(events, instant)
      )
      const calls = [yield* call("a"), yield* call("b"), yield* call("c")]

      yield* letGo
      const answers = yield* answersOf(calls)

      assert.deepStrictEqual(answers, [[1], "StoreRefused", [1]])
      assert.deepStrictEqual(appends, [["a"], ["b", "c"], ["b"], ["c"]])
    })
  )

  it.effect("because it is away is not asked again for each", () =>
    Effect.gen(function* () {
      const away = new StoreError({ reason: new StoreUnavailable({ detail: "connection refused" }) })
      const { appends, call, letGo } = yield* aSlowStore(() => Effect.fail(away))
      const calls = [yield* call("a"), yield* call("b"), yield* call("c")]

      yield* letGo
      const answers = yield* answersOf(calls)

      assert.deepStrictEqual(answers, ["StoreUnavailable", "StoreUnavailable", "StoreUnavailable"])
      assert.deepStrictEqual(appends, [["a"], ["b", "c"]])
    })
  )
})

describe("a caller", () => {
  it.effect("that gives up while it waits is not written", () =>
    Effect.gen(function* () {
      const { appends, call, letGo } = yield* aSlowStore()
      const calls = [yield* call("a"), yield* call("b"), yield* call("c")]

      yield* Fiber.interrupt(calls[1]!)
      yield* letGo
      yield* answersOf([calls[0]!, calls[2]!])

      assert.deepStrictEqual(appends, [["a"], ["c"]])
    })
  )

  it.effect("that gives up at whatever step keeps nobody from being written", () =>
    Effect.gen(function* () {
      // A fiber that has done so many operations lets others go first, and may be interrupted there.
      for (const steps of Array.from({ length: 40 }, (_, i) => i + 3)) {
        const services = yield* Layer.build(
          Layer.provide(gatheredOutbox, Layer.succeed(UsageOutbox, { append: recordedAll }))
        )
        const append = (eventId: string) =>
          Effect.flatMap(UsageOutbox, (outbox) => outbox.append([event(eventId)], now)).pipe(
            Effect.provide(services)
          )
        const first = yield* append("a").pipe(
          Effect.provideService(References.MaxOpsBeforeYield, steps),
          Effect.forkChild({ startImmediately: true })
        )
        yield* Fiber.interrupt(first)

        const next = yield* Effect.forkChild(append("b"))
        for (let turns = 0; turns < 100 && next.pollUnsafe() === undefined; turns++) yield* Effect.yieldNow

        assert.isDefined(next.pollUnsafe(), `after ${steps} operations`)
      }
    })
  )

  it.effect("hears of a mistake in the store's code, and so do all who were written with it", () =>
    Effect.gen(function* () {
      const { call, letGo } = yield* aSlowStore(() => Effect.die("a mistake"))
      const calls = [yield* call("a"), yield* call("b")]

      yield* letGo
      const exits = yield* Effect.forEach(calls, Fiber.await)

      assert.deepStrictEqual(exits, [Exit.die("a mistake"), Exit.die("a mistake")])
    })
  )

  it.effect("that waits hears of the end, and so does whoever comes after it", () =>
    Effect.gen(function* () {
      const { appends, call, close } = yield* aSlowStore()
      const calls = [yield* call("a"), yield* call("b")]

      yield* close
      const late = yield* call("c")

      assert.deepStrictEqual(yield* answersOf([...calls, late]), Array(3).fill("StoreUnavailable"))
      assert.deepStrictEqual(appends, [["a"]])
    })
  )

  it.effect("is turned away where ten thousand wait already", () =>
    Effect.gen(function* () {
      const { call, letGo } = yield* aSlowStore()
      const calls = yield* Effect.forEach(
        Array.from({ length: 10_001 }, (_, i) => `${i}`),
        (id) => call(id)
      )

      const turnedAway = yield* call("one too many")
      const [word] = yield* answersOf([turnedAway])
      yield* letGo
      const answers = yield* answersOf(calls)

      assert.strictEqual(word, "StoreBusy")
      assert.strictEqual(answers.flat().length, 10_001)
    })
  )
})
