import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Kysely, PostgresDialect } from "kysely"
import { Pool } from "pg"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"
import { dropDatabase } from "../../../tooling/postgres/dropDatabase.ts"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { openScene } from "./crashScene.ts"
import { runTallyhour } from "./runTallyhour.ts"

const server = inject("databaseUrl")
const database = `tallyhour_audit_${randomUUID().replaceAll("-", "")}`
const databaseUrl =
  server === undefined ? "" : Object.assign(new URL(server), { pathname: `/${database}` }).href
const compileCache = join(tmpdir(), database)
const pool = new Pool({ connectionString: databaseUrl })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })

const audit = (...args: ReadonlyArray<string>) =>
  runTallyhour(["audit", ...(args.includes("--schema") ? [] : ["--schema", "ledger"]), ...args], {
    DATABASE_URL: databaseUrl,
    NODE_COMPILE_CACHE: compileCache
  })

/** Does something to the ledger, and undoes it when the test is over. */
const afterCorruption = async <A>(corruption: string, test: () => Promise<A>): Promise<A> => {
  await pool.query(
    `create table backup as select dedup_key, account, used, allocations from ledger.usage_record`
  )
  await pool.query(
    `alter table ledger.usage_record disable trigger sealed_record_is_immutable; ${corruption}`
  )
  try {
    return await test()
  } finally {
    await pool.query(
      `update ledger.usage_record record set account = backup.account, used = backup.used, allocations = backup.allocations
         from backup where record.dedup_key = backup.dedup_key;
       alter table ledger.usage_record enable trigger sealed_record_is_immutable;
       drop table backup`
    )
  }
}

const ofAcme = "where account = 'acme' and meter = 'requests' and hour = '2026-03-10T08:00:00Z'"

describe.skipIf(server === undefined)("tallyhour audit", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const postgres = new Pool({ connectionString: server })
    await postgres.query(`create database ${database} template template0`)
    await postgres.end()
    const scene = await openScene({ compileCache, databaseUrl, db }, "ledger")
    await scene.goOn()
    await scene.close()
  })
  afterAll(async () => {
    await db.destroy()
    await dropDatabase(server ?? "", database)
    rmSync(compileCache, { force: true, recursive: true })
  })

  it("says that nothing is wrong where nothing is, and exits with 0", async () => {
    const { status, stderr, stdout } = await audit("--healthy-worker")

    assert.match(stdout, /^\d\d records of 4 accounts: no violations\.\n$/)
    assert.deepStrictEqual([status, stderr], [0, ""])
  })

  it("takes the address from --database, too, and prints JSON", async () => {
    const { status, stdout } = await runTallyhour([
      "audit",
      "--json",
      "--schema",
      "ledger",
      "--database",
      databaseUrl
    ])

    const report = JSON.parse(stdout) as Readonly<Record<string, unknown>>
    assert.deepStrictEqual(
      [status, report.accounts, report.violations_found, report.violations],
      [0, 4, 0, []]
    )
  })

  it("tells what it finds and what to do, and exits with 1", async () => {
    await afterCorruption(
      `update ledger.usage_record set used = used + 0.000000000001 ${ofAcme}`,
      async () => {
        const { status, stderr, stdout } = await audit()

        assert.match(stdout, /records of 4 accounts: 2 violations\.\n/)
        assert.match(
          stdout,
          /I-1: .*\n {2}- account "acme", meter "requests": the places hold 0.000000000001 more than/
        )
        assert.match(
          stdout,
          /I-7: A sealed record never changes\.\n {2}- account "acme", meter "requests": 8 units cannot stand/
        )
        assert.match(stdout, /What to do: Take what was sealed from a backup/)
        assert.deepStrictEqual([status, stderr], [1, ""])
      }
    )
  })

  it("goes on past a row that is no record any more", async () => {
    const corruption = `update ledger.usage_record set allocations = '[{"tags": 7}]' ${ofAcme}`
    await afterCorruption(corruption, async () => {
      const { status, stdout } = await audit("--json")

      const report = JSON.parse(stdout) as {
        readonly violations: ReadonlyArray<Readonly<Record<string, unknown>>>
      }
      assert.strictEqual(status, 1)
      assert.deepStrictEqual(
        report.violations.map(({ account, invariant, meter }) => [account, invariant, meter]),
        [["acme", "I-7", "requests"]]
      )
      assert.match(String(report.violations[0]?.found), /no usage record any more/)
    })
  })

  it("shows names as they are written, and lets none of them command a terminal", async () => {
    const corruption = `update ledger.usage_record set used = 9, account = E'\\u001b[2J\\u009b\\u202e' ${ofAcme}`
    await afterCorruption(corruption, async () => {
      const { stdout } = await audit()

      assert.match(stdout, /account "\\u001b\[2J\\u\{9b\}\\u\{202e\}"/)
    })
  })

  const undone = [
    {
      given: "a schema without tables",
      args: ["--schema", "elsewhere"],
      says: /^tallyhour: The schema "elsewhere" of \S+ does not hold the tables of this version: name another one with --schema, or migrate it first\.\n$/
    },
    {
      given: "a server that is not there",
      args: ["--database", `postgres://user:${canaries.databasePassword}@127.0.0.1:1/ledger`],
      says: /^tallyhour: The database 127\.0\.0\.1:1\/ledger cannot be used: nothing listens at that host and port\.\n$/
    },
    {
      given: "a database that is not there",
      args: ["--database", Object.assign(new URL(server ?? "postgres://x"), { pathname: "/elsewhere" }).href],
      says: /cannot be used: the server has no database of that name\.\n$/
    },
    {
      given: "an address of something else",
      args: ["--database", `mysql://user:${canaries.databasePassword}@localhost/ledger`],
      says: /^tallyhour: The database is not given as a Postgres address: .*\n$/
    },
    {
      given: "no address that could be read",
      args: ["--database", `postgres://user:${canaries.databasePassword}/@localhost:x`],
      says: /^tallyhour: The database is not given as a Postgres address: .*\n$/
    },
    { given: "a misspelt flag", args: ["--healty-worker"], says: /--healthy-worker/ }
  ]
  it.each(undone)("says why it cannot audit, and exits with 2: $given", async ({ args, says }) => {
    const { status, stderr, stdout } = await audit(...args)

    assert.match(stderr, says)
    assert.strictEqual(status, 2)
    assert.notMatch(stdout + stderr, /\n\s+at /)
    assert.deepStrictEqual(secretsIn(stdout + stderr), [])
  })

  it("asks for an address where there is none", async () => {
    const { status, stderr } = await runTallyhour(["audit"])

    assert.match(stderr, /give its address with --database, or in DATABASE_URL/)
    assert.strictEqual(status, 2)
  })

  it("tells of itself with --help", async () => {
    const { status, stdout } = await audit("--help")

    for (const flag of ["--database URL", "--schema NAME", "--json", "--healthy-worker"])
      assert.include(stdout, flag)
    assert.strictEqual(status, 0)
    assert.notInclude(stdout, databaseUrl)
  })
})
