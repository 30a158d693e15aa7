import { memoryStore } from "@tallyhour/adapter-memory"
import { at } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import fc from "fast-check"
import { Kysely, PostgresDialect } from "kysely"
import { assert, describe, it } from "vitest"
import { obey, type Progress } from "../test/obey.ts"
import { type Command, type History, history } from "../test/randomCommands.ts"
import { freshSchema, runIn, testDatabase } from "../test/testDatabase.ts"
import { kyselyStore } from "./PostgresStore.ts"

const database = testDatabase()

const link = (options: { readonly agreement: number; readonly product: number }) => ({
  _tag: "Link" as const,
  account: 0,
  hoursAgo: 0,
  included: 0,
  ...options
})

const appendAnHourAgo = (event: { readonly eventId: number; readonly quantity: string }): Command => ({
  _tag: "Append",
  events: [{ account: 0, hoursAgo: 1, meter: 0, minutes: 0, property: 0, tags: 0, ...event }]
})

const sealInUnitsOf = (unit: string): Command => ({
  _tag: "Seal",
  fraction: "carry",
  late: "next-open-hour",
  openHoursMax: 1000,
  times: 1000,
  unit,
  zeroRecords: false
})

/** Histories on which the two stores once differed. */
const onceFound: ReadonlyArray<History> = [
  // A subscription that ended as soon as it began, and begins again.
  {
    begin: "2026-03-10T12:20:00Z",
    commands: [
      link({ agreement: 0, product: 0 }),
      { _tag: "End", account: 0, hoursAgo: 0, product: 0 },
      link({ agreement: 1, product: 0 })
    ]
  },
  // Two that begin at once, and the first one ends.
  {
    begin: "2026-03-10T12:20:00Z",
    commands: [
      link({ agreement: 0, product: 0 }),
      link({ agreement: 2, product: 1 }),
      { _tag: "End", account: 0, hoursAgo: -2, product: 0 }
    ]
  },
  // A unit that becomes smaller leaves whole ones in the carry of an hour that has its record, in the month before.
  {
    begin: "2026-04-01T00:20:00Z",
    commands: [
      { ...link({ agreement: 0, product: 0 }), hoursAgo: 100 },
      appendAnHourAgo({ eventId: 0, quantity: "7" }),
      sealInUnitsOf("3"),
      { _tag: "Wait", minutes: 60 },
      appendAnHourAgo({ eventId: 1, quantity: "0.5" }),
      sealInUnitsOf("0.25")
    ]
  }
]

describe.skipIf(database.isMissing)("the store in Postgres", () => {
  it("answers every history as the store in memory does", { timeout: 60_000 }, async () => {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool() }) })
    const commandsRun = new Map<string, number>()

    await fc.assert(
      fc.asyncProperty(history, async ({ begin, commands }) => {
        const memory = Layer.fresh(memoryStore().layer)
        const store = kyselyStore(db, { schema: freshSchema() })
        await Effect.runPromise(store.migrate)
        const run = runIn(store)
        const context = await Effect.runPromise(Effect.scoped(Layer.build(memory)))
        let progress: Progress = { leases: [], now: at(begin) }
        for (const command of commands) {
          const step = obey(command, progress)
          const wanted = await Effect.runPromise(Effect.provide(step, context))
          const found = await run(step)
          assert.deepStrictEqual(found.seen, wanted.seen, JSON.stringify(command))
          assert.deepStrictEqual(wanted.seen.unexplained, [])
          progress = wanted.progress
          commandsRun.set(command._tag, (commandsRun.get(command._tag) ?? 0) + 1)
        }
      }),
      { endOnFailure: true, examples: onceFound.map((one) => [one]), numRuns: 20, seed: 20_260_310 }
    )

    assert.strictEqual(commandsRun.size, 9)
  })
})
