import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Result } from "effect"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { Catalogue } from "../model/Catalogue.ts"
import { StoreError, StoreRefused, StoreUnavailable } from "../model/StoreError.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import type { Verdict } from "../model/Verdict.ts"
import { RecordLedger } from "../port/RecordLedger.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { gatheredSettling } from "./gatheredSettling.ts"
import type { Settled } from "./settleBatch.ts"

const until = at("2026-03-10T13:00:00Z")
const leaseOf = (id: string) => ({ id, records: [], until })

/** What AWS said of one record, by the name of its dimension. */
const verdictOn = (dimension: string): ReadonlyArray<Verdict> => [
  {
    leased: leasedRecord({ dimension }),
    verdict: Result.succeed(SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: `id-${dimension}` }))
  }
]

/** Settling over a store whose first settlements do not end before each is let go, and what each statement brought. */
const aSlowStore = Effect.fnUntraced(function* ({
  faultOf = () => undefined,
  slow = 1
}: {
  readonly faultOf?: (names: ReadonlyArray<string>) => StoreError | undefined
  readonly slow?: number
} = {}) {
  const gates = yield* Effect.all(Array.from({ length: slow }, () => Deferred.make<void>()))
  const statements: Array<string> = []
  let opened = 0
  const settled: Array<Settled> = []
  const ledger = Layer.mock(RecordLedger, {
    settle: (lease, settlements) =>
      Effect.gen(function* () {
        const names = settlements.map(({ dedupKey }) => nameOf(dedupKey))
        const gate = gates[statements.push(`${lease.id}: ${names.join(" ")}`) - 1]
        if (gate !== undefined) yield* Deferred.await(gate)
        const fault = faultOf(names)
        return fault === undefined ? settlements.map(({ dedupKey }) => dedupKey) : yield* fault
      })
  })
  const catalogue = Catalogue.layer({ products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] })
  const { rest, settle } = gatheredSettling(settled)
  const given = <A, E>(effect: Effect.Effect<A, E, Catalogue | RecordLedger>) =>
    effect.pipe(Effect.provide([ledger, catalogue]), Effect.result)
  return {
    letGo: Effect.suspend(() => Deferred.succeed(gates[opened++]!, undefined)),
    rest: given(rest),
    settle: (name: string, lease = "lease-1") => given(settle(leaseOf(lease), verdictOn(name))),
    settled: () => settled.map(({ dedupKey }) => nameOf(dedupKey)),
    statements
  }
})

const nameOf = (dedupKey: string): string => /"(name-[^"]*)"/.exec(dedupKey)?.[1] ?? dedupKey

const refused = new StoreError({ reason: new StoreRefused({ detail: "a text with a zero byte" }) })
const away = new StoreError({ reason: new StoreUnavailable({ detail: "cut" }) })

describe("answers that are to be settled", () => {
  it.effect("hold up nobody, and go together as soon as the settlement before them is written", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore()
      for (const name of ["name-a", "name-b", "name-c"]) yield* store.settle(name)
      assert.deepStrictEqual(store.statements, ["lease-1: name-a"])

      yield* store.letGo
      yield* store.rest

      assert.deepStrictEqual(store.statements, ["lease-1: name-a", "lease-1: name-b name-c"])
      assert.deepStrictEqual(store.settled(), ["name-a", "name-b", "name-c"])
    })
  )

  it.effect("go by themselves for each lease, by which they are fenced", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore()
      yield* store.settle("name-a")
      yield* store.settle("name-b")
      yield* store.settle("name-c", "lease-2")
      yield* store.settle("name-d")

      yield* store.letGo
      yield* store.rest

      assert.deepStrictEqual(store.statements.slice(1), ["lease-1: name-b name-d", "lease-2: name-c"])
    })
  )

  it.effect("that come after all others are written begin anew", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore()
      yield* store.letGo
      yield* store.settle("name-a")
      yield* store.rest
      yield* store.settle("name-b")
      yield* store.rest

      assert.deepStrictEqual(store.settled(), ["name-a", "name-b"])
    })
  )

  it.effect("make the sending wait once 32 of them do, and no longer than these wait", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore({ slow: 2 })
      yield* store.settle("name-0")
      for (let n = 1; n < 32; n++) yield* store.settle(`name-${n}`)

      const waiting = yield* Effect.forkChild(store.settle("name-32"), { startImmediately: true })
      yield* Effect.yieldNow
      assert.isUndefined(waiting.pollUnsafe())

      yield* store.letGo
      yield* Fiber.join(waiting)
      assert.deepStrictEqual(store.settled(), ["name-0"])

      yield* store.letGo
      yield* store.rest
      assert.strictEqual(store.settled().length, 33)
    })
  )

  it.effect("are written even if whoever brought the first is stopped", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore()
      const stopped = yield* Effect.forkChild(store.settle("name-a"), { startImmediately: true })
      yield* Fiber.interrupt(stopped)

      yield* store.letGo
      yield* store.rest

      assert.deepStrictEqual(store.settled(), ["name-a"])
    })
  )
})

describe("a settlement that fails", () => {
  it.effect("for the sake of one answer costs the others nothing", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore({
        faultOf: (names) => (names.includes("name-bad") ? refused : undefined)
      })
      for (const name of ["name-a", "name-b", "name-bad", "name-c"]) yield* store.settle(name)

      yield* store.letGo
      const rest = yield* store.rest

      assert.deepStrictEqual(store.settled(), ["name-a", "name-b", "name-c"])
      assert.deepStrictEqual(rest, Result.fail(refused))
    })
  )

  it.effect("is told to whoever settles next, whose answer is written all the same", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore({ faultOf: (names) => (names.includes("name-a") ? away : undefined) })
      yield* store.settle("name-a")
      yield* store.letGo
      assert.deepStrictEqual(yield* store.rest, Result.fail(away))

      const next = yield* store.settle("name-b")
      yield* store.rest

      assert.deepStrictEqual(next, Result.fail(away))
      assert.deepStrictEqual(store.settled(), ["name-b"])
    })
  )

  it.effect("of which the store says nothing about the answers is not tried for each of them", () =>
    Effect.gen(function* () {
      const store = yield* aSlowStore({ faultOf: () => away })
      for (const name of ["name-a", "name-b", "name-c"]) yield* store.settle(name)

      yield* store.letGo
      yield* store.rest

      assert.deepStrictEqual(store.statements, ["lease-1: name-a", "lease-1: name-b name-c"])
    })
  )

  it.effect("by a mistake in code is none of the database, and stays a defect", () =>
    Effect.gen(function* () {
      const mistake = new TypeError("not a function")
      const ledger = Layer.mock(RecordLedger, { settle: () => Effect.die(mistake) })
      const catalogue = Catalogue.layer({
        products: [{ code: exampleProduct, meters: [{ name: "requests" }] }]
      })
      const { rest, settle } = gatheredSettling([])

      const defect = yield* settle(leaseOf("lease-1"), verdictOn("name-a")).pipe(
        Effect.andThen(rest),
        Effect.provide([ledger, catalogue]),
        Effect.catchDefect((thrown) => Effect.succeed(thrown))
      )

      assert.strictEqual(defect, mistake)
    })
  )
})
