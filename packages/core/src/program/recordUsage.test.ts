import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Catalogue } from "../model/Catalogue.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { UsageOutbox } from "../port/UsageOutbox.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { eventsPerCallMax, recordUsage, type UsageEventInput } from "./recordUsage.ts"

describe("recordUsage", () => {
  it.effect("one event and a list of events are recorded alike", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()

      const one = yield* recordUsage(event("a")).pipe(Effect.provide(outbox))
      const list = yield* recordUsage([event("b"), event("c")]).pipe(Effect.provide(outbox))
      const none = yield* recordUsage([]).pipe(Effect.provide(outbox))

      assert.deepStrictEqual([one.recorded, list.recorded, none.recorded], [1, 2, 0])
      assert.deepStrictEqual(idsOf(appended), [["a"], ["b", "c"], []])
    })
  )

  it.effect("one event that is wrong leaves all of its call unrecorded", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()
      const events = [...numbered(999), event("bad", { quantity: -1 })]

      const refusal = yield* Effect.flip(recordUsage(events).pipe(Effect.provide(outbox)))

      assert.deepStrictEqual([refusal._tag, appended], ["EventRefused", []])
    })
  )

  it.effect("an id that stands twice with the same content is recorded once and named", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()

      const answer = yield* recordUsage([event("a"), event("b"), event("a", { quantity: 1 })]).pipe(
        Effect.provide(outbox)
      )

      assert.deepStrictEqual(idsOf(appended), [["a", "b"]])
      assert.deepStrictEqual(answer, { recorded: 2, alreadyRecorded: ["a"], late: [] })
    })
  )

  it.effect("an id that stands twice with other content is a conflict, and nothing is recorded", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()
      const events = [event("a"), event("b"), event("a", { quantity: "1.000000000001" })]

      const refusal = yield* Effect.flip(recordUsage(events).pipe(Effect.provide(outbox)))

      assert.strictEqual(refusal._tag, "EventConflict")
      assert.include(refusal.message, '"a"')
      assert.deepStrictEqual(appended, [])
    })
  )

  it.effect(
    "usage whose own hour AWS takes no longer is recorded and named as late, from our margin on",
    () =>
      Effect.gen(function* () {
        const { appended, outbox } = yield* anOutbox()
        const times = ["2026-01-29T12:00:00Z", "2026-03-09T12:59:59.999Z", "2026-03-09T13:00:00Z"]
        const events = times.map((occurredAt, i) => event(`event-${i}`, { occurredAt }))

        yield* TestClock.setTime(DateTime.toEpochMillis(at("2026-03-10T12:44:59.999Z")))
        const before = yield* recordUsage(events).pipe(Effect.provide(outbox))
        yield* TestClock.setTime(DateTime.toEpochMillis(at("2026-03-10T12:45:00Z")))
        const after = yield* recordUsage(events).pipe(Effect.provide(outbox))

        assert.deepStrictEqual(before.late, ["event-0", "event-1"])
        assert.deepStrictEqual(after.late, ["event-0", "event-1", "event-2"])
        assert.deepStrictEqual(
          appended.map(({ length }) => length),
          [3, 3]
        )
      })
  )

  it.effect("ids that differ in case or Unicode form are two events", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()

      yield* recordUsage(["A", "a", "\u00e9", "e\u0301"].map((id) => event(id))).pipe(Effect.provide(outbox))

      assert.deepStrictEqual(idsOf(appended), [["A", "a", "\u00e9", "e\u0301"]])
    })
  )

  it.effect("ten thousand events fit into one call, and not one more", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()

      const most = yield* recordUsage(numbered(eventsPerCallMax)).pipe(Effect.provide(outbox))
      const refusal = yield* Effect.flip(
        recordUsage(numbered(eventsPerCallMax + 1)).pipe(Effect.provide(outbox))
      )

      assert.deepStrictEqual([most.recorded, appended.length], [10_000, 1])
      assert.strictEqual(refusal._tag === "EventRefused" && refusal.code, "BatchTooLarge")
    })
  )

  it.effect("whatever is handed in, the answer is a typed error", () =>
    Effect.gen(function* () {
      const { appended, outbox } = yield* anOutbox()
      const revoked = Proxy.revocable([], {})
      revoked.revoke()
      const hostile: ReadonlyArray<unknown> = [
        undefined,
        null,
        0,
        "event",
        [null],
        [[]],
        Array(3),
        revoked.proxy,
        new Proxy([event("a")], { get: (list, name) => (name === "0" ? fail() : Reflect.get(list, name)) })
      ]

      const refusals = yield* Effect.forEach(hostile, (input) =>
        Effect.flip(recordUsage(input as UsageEventInput).pipe(Effect.provide(outbox)))
      )

      assert.deepStrictEqual(
        refusals.map((refusal) => refusal._tag === "EventRefused" && refusal.code),
        hostile.map(() => "InvalidEvent" as const)
      )
      assert.deepStrictEqual(appended, [])
    })
  )
})

/** An outbox that takes everything, and tells what it was given. */
const anOutbox = Effect.fnUntraced(function* () {
  yield* TestClock.setTime(DateTime.toEpochMillis(at("2026-03-10T12:00:00Z")))
  const appended: Array<ReadonlyArray<UsageEvent>> = []
  const outbox = Layer.succeed(UsageOutbox, {
    append: (events) =>
      Effect.sync(() => {
        appended.push(events)
        return { recorded: events.length, alreadyRecorded: [] }
      })
  })
  return { appended, outbox: Layer.merge(outbox, catalogue) }
})

const catalogue = Layer.orDie(
  Catalogue.layer({ products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] })
)

const event = (eventId: string, changes: Partial<UsageEventInput> = {}): UsageEventInput => ({
  eventId,
  account: "acme",
  meter: "requests",
  quantity: "1",
  occurredAt: "2026-03-10T11:30:00Z",
  ...changes
})

const numbered = (events: number) => Array.from({ length: events }, (_, i) => event(`event-${i}`))

const idsOf = (appended: ReadonlyArray<ReadonlyArray<UsageEvent>>) =>
  appended.map((events) => events.map(({ eventId }) => eventId))

const fail = (): never => {
  throw new Error("planted")
}
