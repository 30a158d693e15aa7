import { PGlite } from "@electric-sql/pglite"
import { UsageOutbox } from "@tallyhour/core"
import { at, exampleProduct, quantity } from "@tallyhour/core/testing"
import { Effect } from "effect"
import { Kysely, PGliteDialect } from "kysely"
import pg from "pg"
import { afterAll, assert, describe, it } from "vitest"
import { kyselyStore } from "./PostgresStore.ts"
import type { PostgresTransaction } from "./SqlRunner.ts"

const pglite = new PGlite()
const db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) })
const store = kyselyStore(db)

afterAll(() => pglite.close())

describe("what is no transaction is refused, because usage in it would not live or die with the caller's work:", () => {
  it.each([
    ["a pg pool", new pg.Pool()],
    ["a Kysely database", db],
    ["a PGlite database", pglite],
    ["a transaction of Knex as it is", { isTransaction: true, query: () => undefined }],
    ["an empty object", {}],
    ["nothing", undefined]
  ])("%s", async (_, given) => {
    // The types refuse it; a caller without types does not see them.
    const transaction = given as unknown as PostgresTransaction
    const event = {
      eventId: exampleProduct,
      account: "acme",
      meter: "requests",
      quantity: quantity("1"),
      occurredAt: at("2026-03-10T11:30:00Z"),
      tags: [],
      aggregation: "sum",
      property: ""
    } as const

    const error = await Effect.runPromise(
      Effect.flip(Effect.flatMap(UsageOutbox, (outbox) => outbox.append([event], event.occurredAt))).pipe(
        Effect.provide(store.layerIn(transaction))
      )
    )

    assert.include(error.message, "no transaction")
  })
})
