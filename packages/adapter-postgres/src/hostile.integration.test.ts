import { createMeter, UsageTransport } from "@tallyhour/core"
import { exampleProduct, hostileAnswers, wellMeant } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { assert, describe, it } from "vitest"
import { noon } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

const unused = Layer.succeed(UsageTransport, {
  awaitQuota: () => Effect.void,
  clockSkew: Effect.succeedNone,
  submit: () => Effect.die("never called")
})

describe.skipIf(database.isMissing)("hostile calls", () => {
  it("are refused before Postgres hears of them, and change nothing", { timeout: 60_000 }, async () => {
    const { pool, schema, store } = await database.open()
    const meter = createMeter({
      catalogue: { products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] },
      now: () => noon.epochMilliseconds,
      store,
      transport: unused
    })
    await meter.link(wellMeant)
    const rows = async () => (await pool.query(`select * from "${schema}".subscription`)).rows
    const before = await rows()

    const wrong = await hostileAnswers(meter)

    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual(await rows(), before)
    assert.strictEqual(before.length, 1)
    await meter.close()
  })
})
