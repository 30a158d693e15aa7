import { readdirSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { at } from "@tallyhour/core/testing"
import { Kysely, PostgresDialect } from "kysely"
import { assert, beforeAll, describe, it } from "vitest"
import { walkEveryHotPath } from "../test/everyHotPath.ts"
import { type Explained, explaining, plansOf } from "../test/explained.ts"
import { coldStatements, hotStatements } from "../test/hotStatements.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { fillWithHistory } from "../test/yearsOfHistory.ts"
import { namesIn } from "./schema/Names.ts"

const database = testDatabase()

/** Every table has far more rows than `fewRows`. */
const history = { accounts: 3_000, events: 30_000, records: 30_000 }

/** No hour of the few accounts that are at work needs more, and no table that grows is smaller. */
const fewRows = 1_000

/** Tables of one row, and of a row for each meter. */
const tablesThatStaySmall = ["counted_snapshot", "lease_order", "known_meter", "metered_dimension"]

let opened: OpenStore
let takePlans: () => ReadonlyArray<Explained>
let beforeAnalyze: ReadonlyArray<Explained>
let afterAnalyze: ReadonlyArray<Explained>

describe.skipIf(database.isMissing)("on tables with years of history behind them", () => {
  beforeAll(async () => {
    opened = await database.open({ config: { ...explaining, max: 1 } })
    await fillWithHistory(opened, history)
    takePlans = plansOf(opened.pool)
    await walkEveryHotPath(opened, { begins: at("2026-03-10T10:00:00Z"), first: 1 })
    beforeAnalyze = takePlans()
    await opened.pool.query("analyze")
    await walkEveryHotPath(opened, { begins: at("2026-03-10T14:00:00Z"), first: 1_001 })
    afterAnalyze = takePlans()
  })

  it("no statement of the hot path reads more than a few rows of it", () => {
    assert.deepStrictEqual(readsOfHistory(afterAnalyze), [])
  })

  it("nor does one before the server has looked at what is in the tables", () => {
    // Of all accounts that run, once an hour: whether an index helps depends on how many have left, which it cannot know.
    const [idle] = textsOf("openIdleHours.openIdleHours")
    const isOfEveryAccount = ({ table, text }: { readonly table: string; readonly text: string }) =>
      table === "subscription" && text === idle

    const reads = readsOfHistory(beforeAnalyze)

    assert.deepStrictEqual(
      reads.filter((read) => !isOfEveryAccount(read)),
      []
    )
  })

  it("no statement is compiled first, by a server that does so with what it takes for dear", () => {
    const compiled = [...beforeAnalyze, ...afterAnalyze].filter(({ isCompiled }) => isCompiled)

    assert.deepStrictEqual(
      compiled.map(({ text }) => text),
      []
    )
  })

  it("every statement is on the hot path, or there is a reason why not", async () => {
    const hot = hotStatements(namesIn(opened.schema))
    const exported = await everyExport()

    const unlisted = exported.filter(
      (name) => !(name in hot) && !(name in coldStatements) && !(fileOf(name) in coldStatements)
    )
    const unwritten = Object.keys(hot).filter((name) => !exported.includes(name))

    assert.deepStrictEqual([unlisted, unwritten], [[], []])
    assert.isAbove(exported.length, 40)
  })

  it("every statement that is said to be on the hot path was seen there, each time", () => {
    const hot = Object.keys(hotStatements(namesIn(opened.schema)))

    const unseen = [beforeAnalyze, afterAnalyze].map((plans) => {
      const texts = new Set(plans.map(({ text }) => text))
      return hot.flatMap((name) =>
        textsOf(name).flatMap((text, i) => (texts.has(text) ? [] : [`${name} ${i}`]))
      )
    })

    assert.deepStrictEqual(unseen, [[], []])
  })

  it("a statement that reads history is seen to do so, by whatever way it goes", async () => {
    const { pool, schema } = opened
    takePlans()
    await pool.query(`select count(*) from "${schema}".usage_event where quantity = 77`)
    await pool.query(`select count(*) from "${schema}".late_move where to_hour > '2025-01-01T00:00:00Z'`)
    await pool.query(`select max(ended_at) from (select ended_at from "${schema}".usage_record
      where account >= '' order by account offset 0) walked`)
    await pool.query(`select from "${schema}".hourly_reporter where reporter = 'nobody'`)

    const caught = readsOfHistory(takePlans()).map(({ table }) => table)

    assert.deepStrictEqual(caught, ["usage_event", "late_move", "usage_record"])
  })
})

const readsOfHistory = (plans: ReadonlyArray<Explained>) =>
  plans.flatMap(({ scans, text }) =>
    scans
      .filter(({ node, rows, table }) => !isSmall(table) && (node === "Seq Scan" || rows > fewRows))
      .map((scan) => ({ ...scan, text }))
  )

/** The texts of a hot statement, as the server hears them. */
const textsOf = (name: string): ReadonlyArray<string> => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: opened.pool }) })
  return hotStatements(namesIn(opened.schema))[name]!.map((statement) => statement.compile(db).sql)
}

const fileOf = (name: string): string => name.slice(0, name.indexOf("."))

const isSmall = (table: string): boolean => tablesThatStaySmall.includes(table) || table.startsWith("pg_")

/** The functions that files of statements export, each by its file and name. */
const everyExport = async (): Promise<ReadonlyArray<string>> => {
  const folder = new URL("./statement/", import.meta.url)
  const files = readdirSync(fileURLToPath(folder)).filter((name) => !name.endsWith(".test.ts"))
  const modules = await Promise.all(
    files.map(async (file) => [basename(file, ".ts"), await import(new URL(file, folder).href)] as const)
  )
  return modules.flatMap(([file, exports]) =>
    Object.entries<unknown>(exports).flatMap(([name, value]) =>
      typeof value === "function" ? [`${file}.${name}`] : []
    )
  )
}
