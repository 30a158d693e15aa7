import { RecordLedger } from "@tallyhour/core"
import { exampleProduct, hourOf, sealAt } from "@tallyhour/core/testing"
import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { explaining, plansOf } from "../test/explained.ts"
import { link, noon } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

const [accounts, dueMeters] = [200, 50]
const openHoursMax = 1_000
const few = 50

describe.skipIf(database.isMissing)("with far more due than one sealing takes", () => {
  it("the earliest hours are walked to, before and after the server has looked at what is open", async () => {
    const { pool, run, schema } = await database.open({ config: { ...explaining, max: 1 } })
    await run(link(Array.from({ length: accounts }, (_, n) => `account-${n}`)))
    await pool.query(`insert into "${schema}".open_hour (account, meter, hour, tags, quantity)
      select 'account-' || account, 'meter-' || meter, '2026-03-10T10:00:00Z', '[]', 1
      from generate_series(0, ${accounts - 1}) account, generate_series(0, ${dueMeters - 1}) meter`)
    const takePlans = plansOf(pool)
    // Only a connection that begins from now on is listened to.
    const client = await pool.connect()
    client.release(true)
    const rowsMet = async (): Promise<number> => {
      takePlans()
      const { openHours } = await run(sealSome)
      assert.strictEqual(openHours, openHoursMax)
      const scans = takePlans().flatMap((plan) => plan.scans.filter(({ table }) => table === "open_hour"))
      return Math.max(...scans.map(({ rows }) => rows))
    }

    // Who is linked changes slowly, and what is open from hour to hour, so that the server knows the one and not the other.
    await pool.query(`analyze "${schema}".subscription`)
    const unseen = await rowsMet()
    await pool.query(`analyze "${schema}".open_hour`)
    const seen = await rowsMet()

    assert.approximately(unseen, openHoursMax, few)
    assert.approximately(seen, openHoursMax, few)
  })
})

const meters = Array.from({ length: dueMeters }, (_, n) => ({
  dimension: `meter-${n}`,
  meter: `meter-${n}`,
  productCode: exampleProduct
}))

const sealSome = Effect.flatMap(RecordLedger, (ledger) =>
  ledger.seal(sealAt(noon), { meters, now: noon, openHoursMax, through: hourOf("2026-03-10T11:00:00Z") })
)
