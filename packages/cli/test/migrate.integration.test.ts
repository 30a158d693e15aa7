import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool } from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { rolesSql, schemaSql } from "@tallyhour/adapter-postgres"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { dropDatabase } from "../../../tooling/postgres/dropDatabase.ts"
import { runTallyhour } from "./runTallyhour.ts"

const server = inject("databaseUrl")
const database = `tallyhour_migrate_${randomUUID().replaceAll("-", "")}`
const databaseUrl =
  server === undefined ? "" : Object.assign(new URL(server), { pathname: `/${database}` }).href
const compileCache = join(tmpdir(), database)
afterAll(() => rmSync(compileCache, { force: true, recursive: true }))

const migrate = (...args: ReadonlyArray<string>) =>
  runTallyhour(["migrate", ...args], { NODE_COMPILE_CACHE: compileCache })

describe("tallyhour migrate", () => {
  it("prints the migrations and the roles of a schema as SQL, without a database", async () => {
    const { status, stderr, stdout } = await migrate(
      "--sql",
      "--roles",
      "--schema",
      `my "usage"`,
      "--role-prefix",
      "mine"
    )

    const schema = 'my "usage"'
    assert.strictEqual(stdout, (await schemaSql({ schema })) + rolesSql({ prefix: "mine", schema }))
    assert.deepStrictEqual([status, stderr], [0, ""])
  })

  it("says why it does nothing, and exits with 1", async () => {
    const address = `postgres://user:${canaries.databasePassword}@127.0.0.1:1/x`
    const { status, stderr, stdout } = await migrate("--database", address)

    assert.strictEqual(
      stderr,
      "tallyhour: The database 127.0.0.1:1/x cannot be used: nothing listens at that host and port.\n"
    )
    assert.deepStrictEqual([status, stdout], [1, ""])
    assert.deepStrictEqual(secretsIn(stderr), [])
  })
})

describe.skipIf(server === undefined)("tallyhour migrate on a server", () => {
  const pool = new Pool({ connectionString: databaseUrl })
  beforeAll(() => onServer(`create database ${database} template template0`))
  afterAll(async () => {
    await pool.end()
    await dropDatabase(server ?? "", database)
  })

  it("creates the tables and says so, and there is nothing to adopt in them", async () => {
    const { status, stderr, stdout } = await migrate("--database", databaseUrl, "--schema", "Usage")

    const adopted = await runTallyhour(["adopt", "--schema", "Usage"], {
      DATABASE_URL: databaseUrl,
      NODE_COMPILE_CACHE: compileCache
    })

    assert.match(stdout, /^The schema "Usage" of .* has the tables of this version\.\n$/)
    assert.deepStrictEqual([status, secretsIn(stdout + stderr)], [0, []])
    assert.deepStrictEqual(
      [adopted.status, adopted.stdout],
      [0, "Nothing to adopt: the events are counted by this server.\n"]
    )
    assert.strictEqual((await pool.query('select event_id from "Usage".usage_event')).rowCount, 0)
  })
})

const onServer = async (statement: string): Promise<void> => {
  const admin = new Pool({ connectionString: server })
  await admin.query(statement)
  await admin.end()
}
