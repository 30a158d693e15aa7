import { RecordLedger, StoreError, StoreUnavailable, UsageOutbox } from "@tallyhour/core"
import { Effect, Layer } from "effect"
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type Commanded, compareStores } from "./compareStores.ts"
import type { Connections } from "./faultyCalls.ts"
import { history } from "./randomCommands.ts"
import { memoryWithCallers } from "./twoStores.ts"

const unharmed: Connections = { arm: () => undefined, disarm: async () => undefined }

/** What is said of twenty histories of a store in memory, with something about it, beside another one. */
const verdictOn = (
  change: (layer: Layer.Layer<Commanded, StoreError>) => Layer.Layer<Commanded, StoreError>,
  connections = unharmed
) =>
  fc.check(
    fc.asyncProperty(history, (told) =>
      compareStores(told, {
        compared: change(memoryWithCallers()),
        connections,
        reference: memoryWithCallers()
      })
    ),
    { endOnFailure: true, numRuns: 20, seed: 1 }
  )

const withLedger =
  (change: (real: RecordLedger["Service"]) => Partial<RecordLedger["Service"]>) =>
  (layer: Layer.Layer<Commanded, StoreError>) =>
    Layer.effect(
      RecordLedger,
      Effect.map(RecordLedger, (real) => ({ ...real, ...change(real) }))
    ).pipe(Layer.provideMerge(layer))

const withOutbox = (append: (real: Append) => Append) => (layer: Layer.Layer<Commanded, StoreError>) =>
  Layer.effect(
    UsageOutbox,
    Effect.map(UsageOutbox, (real) => ({ append: append(real.append) }))
  ).pipe(Layer.provideMerge(layer))

type Append = UsageOutbox["Service"]["append"]

describe("two stores that are told the same history", () => {
  it("agree where nothing is wrong", async () => {
    const verdict = await verdictOn((layer) => layer)

    assert.isFalse(verdict.failed)
  })

  const planted = {
    "records an event of a call less": withOutbox(
      (append) => (events, now) => append(events.length > 3 ? events.slice(1) : events, now)
    ),
    "settles records of a lease that has run out": withLedger(({ settle }) => ({
      settle: (lease, settlements, now) =>
        Effect.map(settle(lease, settlements, now), () => settlements.map(({ dedupKey }) => dedupKey))
    })),
    "leases one record less": withLedger(({ lease }) => ({
      lease: (options) => lease({ ...options, recordsMax: Math.max(1, options.recordsMax - 1) })
    }))
  }

  it.each(Object.entries(planted))("differ where one of them %s", async (_, change) => {
    const verdict = await verdictOn(change)

    assert.isTrue(verdict.failed)
  })

  /** A store whose recordings are cut off: they are done or not, whatever is said of them. */
  const cutOff = ({ isDone, upshot }: { readonly isDone: boolean; readonly upshot: "done" | "undone" }) => {
    let isArmed = false
    const lost = new StoreError({ reason: new StoreUnavailable({ detail: "cut" }) })
    return verdictOn(
      withOutbox(
        (append) => (events, now) =>
          Effect.suspend(() => {
            if (!isArmed) return append(events, now)
            isArmed = false
            return Effect.andThen(isDone ? Effect.result(append(events, now)) : Effect.void, lost)
          })
      ),
      {
        arm: () => {
          isArmed = true
        },
        disarm: async () => {
          const wasMet = !isArmed
          isArmed = false
          return wasMet ? upshot : undefined
        }
      }
    )
  }

  it("agree where one of them is cut off, and does what is said of it", async () => {
    const verdicts = [
      await cutOff({ isDone: true, upshot: "done" }),
      await cutOff({ isDone: false, upshot: "undone" })
    ]

    assert.deepStrictEqual(
      verdicts.map(({ failed }) => failed),
      [false, false]
    )
  })

  it("differ where one of them is cut off, and loses what it says is done or does what it says is not", async () => {
    const verdicts = [
      await cutOff({ isDone: false, upshot: "done" }),
      await cutOff({ isDone: true, upshot: "undone" })
    ]

    assert.deepStrictEqual(
      verdicts.map(({ failed }) => failed),
      [true, true]
    )
  })
})
