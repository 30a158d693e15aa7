import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { Effect } from "effect"
import { Pool } from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { dropDatabase } from "../../../tooling/postgres/dropDatabase.ts"
import { runTallyhour } from "./runTallyhour.ts"

const server = inject("databaseUrl")
const database = `tallyhour_archive_${randomUUID().replaceAll("-", "")}`
const databaseUrl =
  server === undefined ? "" : Object.assign(new URL(server), { pathname: `/${database}` }).href
const compileCache = join(tmpdir(), database)
afterAll(() => rmSync(compileCache, { force: true, recursive: true }))

const archive = (...args: ReadonlyArray<string>) =>
  runTallyhour(["archive", ...args], { DATABASE_URL: databaseUrl, NODE_COMPILE_CACHE: compileCache })

describe("tallyhour archive", () => {
  it("says why it does nothing, and exits with 1", async () => {
    const address = `postgres://user:${canaries.databasePassword}@127.0.0.1:1/x`
    const { status, stderr, stdout } = await archive("--database", address, "--before", "2026-02-30")

    assert.strictEqual(
      stderr,
      "tallyhour: The day is not one of the calendar, or not written as 2026-01-01: correct --before.\n"
    )
    assert.deepStrictEqual([status, stdout], [1, ""])
    assert.deepStrictEqual(secretsIn(stderr), [])
  })
})

describe.skipIf(server === undefined)("tallyhour archive on a server", () => {
  const pool = new Pool({ connectionString: databaseUrl })
  beforeAll(async () => {
    await onServer(`create database ${database} template template0`)
    await Effect.runPromise(postgresStore(pool, { schema: "Usage" }).migrate)
    // Counted by the first snapshot that there is: the number of the transaction is one of long ago.
    await pool.query(
      `insert into "Usage".usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
         recorded_at, recorded_xid)
       select n, 'acme', 'pages', 1, '2026-01-01T00:00:00Z'::timestamptz - n * interval '1 day', '[]', 'sum', '',
         '2026-01-01T00:00:00Z'::timestamptz - n * interval '1 day', '3'
       from generate_series(0, 9) n;
       update "Usage".counted_snapshot set snapshot = '4:4:'`
    )
  })
  afterAll(async () => {
    await pool.end()
    await dropDatabase(server ?? "", database)
  })

  it("archives what is older than a day, and says how much that was, to people and to programs", async () => {
    const told = await archive("--schema", "Usage", "--before", "2025-12-28")
    const again = await archive("--schema", "Usage", "--before", "2025-12-30", "--json")

    assert.strictEqual(told.stdout, "Archived what was finished before 2025-12-28: 5 events and 0 records.\n")
    assert.deepStrictEqual(JSON.parse(again.stdout), {
      before: "2025-12-30T00:00:00.000Z",
      events: 2,
      records: 0
    })
    assert.deepStrictEqual([told.status, again.status, told.stderr, again.stderr], [0, 0, "", ""])
    assert.strictEqual((await pool.query('select event_id from "Usage".archived_event')).rowCount, 7)
  })
})

const onServer = async (statement: string): Promise<void> => {
  const admin = new Pool({ connectionString: server })
  await admin.query(statement)
  await admin.end()
}
