import { execFile, execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "vitest"
import { openMeter } from "../test/openForeign.ts"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()
const example = fileURLToPath(new URL("../examples/record_usage.py", import.meta.url))

// The interpreter for which Debian packages psycopg2; another one on the path need not have it.
const python = "/usr/bin/python3"

const isMissing = ((): boolean => {
  try {
    execFileSync(python, ["-c", "import psycopg2"], { stdio: "ignore" })
    return false
  } catch {
    process.stdout.write(`skipped: ${python} has no psycopg2; on Debian: apt-get install python3-psycopg2\n`)
    return true
  }
})()

describe.skipIf(database.isMissing || isMissing)("a service in Python", () => {
  it("records usage with its orders, and reads why one is refused", async () => {
    const open = await database.open({ schema: "tallyhour" })
    const { meter } = openMeter(open, [{ name: "orders", fraction: "refuse" }])
    await meter.migrate()
    await open.pool.query("create table shop_order (id text primary key, account text not null)")

    const { stdout } = await promisify(execFile)(python, [example, "1,acme,2", "2,acme,0.5", "3,acme,1"], {
      env: { DATABASE_URL: database.url() },
      timeout: 20_000
    })

    const { rows } = await open.pool.query("select id from shop_order order by id")
    assert.deepStrictEqual(
      stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
      [
        "recorded",
        {
          code: "FractionalQuantity",
          do: "Pass whole numbers, or give the meter a fraction policy that takes fractions.",
          field: "quantity",
          limit: "whole numbers",
          problem: "has a fraction",
          state: "TH006",
          value: "0.5"
        },
        "recorded"
      ]
    )
    assert.deepStrictEqual(rows, [{ id: "1" }, { id: "3" }])
    assert.strictEqual((await meter.balances())[0]?.recorded, "3")
  })
})
