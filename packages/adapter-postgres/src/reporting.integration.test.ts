import { assert, describe, it } from "@effect/vitest"
import { makeMarketplaceEmulator, memoryBuyerMetering } from "@tallyhour/adapter-memory"
import { countHourly, reportHours, ReporterStore } from "@tallyhour/core"
import { at, exampleProduct, freshName } from "@tallyhour/core/testing"
import { Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

/** Tasks that share a total and nothing else: each has a pool of its own, and a name that AWS knows it by. */
const aCluster = async (size: number) => {
  const emulator = makeMarketplaceEmulator()
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["pages"], kind: "container" })
  emulator.control("entitle_caller", { product_code: exampleProduct, entitled: true })
  // As where AWS takes no notice of the tokens of tasks, and bills whatever each of them reports.
  emulator.control("set_choice", { name: "client_token_of_tasks", value: "ignored" })
  const { pool, schema, store } = await database.open()
  const others = await Promise.all(
    Array.from({ length: size - 1 }, () => database.open({ config: { max: 2 }, isMigrated: false, schema }))
  )
  const tasks = [store, ...others.map((other) => other.store)].map(({ reporters }, i) => ({
    instance: `task-${i}`,
    layer: Layer.merge(reporters, memoryBuyerMetering(emulator, { accessKeyId: `TASK${i}` }))
  }))
  return { emulator, pool, schema, tasks }
}

const quiet = Logger.layer([])
const setTime = (text: string) => TestClock.setTime(at(text).epochMilliseconds)

describe.skipIf(database.isMissing)("on a server", () => {
  it.effect("of many tasks that share a total, one speaks at a time, and each hour is billed once", () =>
    Effect.gen(function* () {
      const { emulator, tasks } = yield* Effect.promise(() => aCluster(6))
      const total = { productCode: exampleProduct, reporter: yield* freshName("reporter") }
      const everywhere = <A, E>(
        act: (instance: string) => Effect.Effect<A, E, Layer.Success<(typeof tasks)[0]["layer"]>>
      ) =>
        Effect.all(
          tasks.map(({ instance, layer }) => Effect.provide(act(instance), layer)),
          { concurrency: "unbounded" }
        )
      const speaking: Array<number> = []
      for (const hour of ["10", "11", "12"]) {
        yield* setTime(`2026-03-10T${hour}:30:00Z`)
        const event = { eventId: `of-all-${hour}`, occurredAt: at(`2026-03-10T${hour}:30:00Z`) }
        yield* everywhere(() => countHourly(total, { dimension: "pages", quantity: 3 }))
        yield* everywhere(() => countHourly(total, { ...event, dimension: "pages", quantity: 100 }))
        yield* setTime(`2026-03-10T${Number(hour) + 1}:29:00Z`)
        if (hour === "11") emulator.control("inject_fault", { operation: "MeterUsage", kind: "drop_after" })
        const rounds = yield* everywhere((instance) => reportHours({ ...total, instance }))
        speaking.push(rounds.filter(({ isReporting }) => isReporting).length)
      }

      assert.deepStrictEqual(speaking, [1, 1, 1])
      assert.deepStrictEqual(
        emulator.accepted().map(({ quantity }) => quantity),
        [118, 118, 118]
      )
    }).pipe(Effect.provide(quiet))
  )

  it.effect("a row that is no state of ours is refused, and stays as it is", () =>
    Effect.gen(function* () {
      const { pool, schema, tasks } = yield* Effect.promise(() => aCluster(1))
      const table = `"${schema}".hourly_reporter`
      yield* Effect.promise(() => pool.query(`insert into ${table} (reporter, state) values ('one', '{}')`))

      const refused = yield* Effect.flip(
        Effect.flatMap(ReporterStore, ({ modify }) => modify("one", (state) => [undefined, state]))
      ).pipe(Effect.provide(tasks[0]!.layer))

      const { rows } = yield* Effect.promise(() => pool.query(`select state::text from ${table}`))
      assert.deepStrictEqual([refused.reason._tag, rows], ["StoreRefused", [{ state: "{}" }]])
    })
  )

  it.effect("whoever only reads writes nothing", () =>
    Effect.gen(function* () {
      const { pool, schema, tasks } = yield* Effect.promise(() => aCluster(1))
      const versionOf = Effect.promise(async () => {
        const { rows } = await pool.query(`select xmin::text from "${schema}".hourly_reporter`)
        return rows
      })
      const read = Effect.flatMap(ReporterStore, ({ modify }) => modify("one", (state) => [undefined, state]))

      yield* Effect.provide(read, tasks[0]!.layer)
      const before = yield* versionOf
      yield* Effect.provide(read, tasks[0]!.layer)

      assert.strictEqual(before.length, 1)
      assert.deepStrictEqual(yield* versionOf, before)
    })
  )
})
