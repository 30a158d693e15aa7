import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { bannedSql } from "./bannedSql.ts"

const violationsIn = (path: string, text: string) => bannedSql(treeOf({ [path]: text }))

const statement = "packages/adapter-postgres/src/statement/settle.ts"

describe("a banned phrase is found in SQL texts", () => {
  const clock =
    "`now() in SQL` is banned: give the statement `now` as a parameter, so that one clock rules memory, Postgres and the emulator"
  const locked =
    "`skip locked` is banned: records are leased and brought forward in packages/adapter-postgres/src/schema/migration/m0005_lease_order.ts and packages/adapter-postgres/src/statement/hastenRecords.ts only"

  it.each([
    ["sql`\nupdate a set b = now()`", clock],
    ["\nsql`update a set b = CURRENT_TIMESTAMP`", clock],
    ['\nconst a = "select clock_timestamp()"', clock],
    ["\nsql`select * from a`", "`select *` is banned: name all columns"],
    ["sql`\nselect a.* from ${a} where b`", "`select *` is banned: name all columns"],
    ["sql`with b as (\nselect distinct * from a`", "`select *` is banned: name all columns"],
    ['db.selectFrom("a")\n.selectAll()', "`select *` is banned: name all columns"],
    ["sql`select a from b\nfor update skip locked`", locked],
    ["db.selectFrom(a)\n.forUpdate().skipLocked()", locked]
  ])("%j", (text, message) => {
    assert.deepStrictEqual(violationsIn(statement, text), [{ line: 2, message, path: statement }])
  })
})

it("an SQL file is SQL throughout", () => {
  const violations = violationsIn(
    "packages/adapter-postgres/src/schema/schema.sql",
    "-- now()\ndefault now()"
  )

  assert.deepStrictEqual(
    violations.map(({ line }) => line),
    [2]
  )
})

it("a named column, a count, a comment and a variable called now pass", () => {
  const text =
    "// now() and select *\nsql`with b as (update b set a = 1 returning b.*) select a, count(*) from b where c < ${now()} -- not now()`"

  assert.deepStrictEqual(violationsIn(statement, text), [])
})

it("locked rows are skipped where records are leased", () => {
  const text = "sql`select a from b for update skip locked`"

  assert.deepStrictEqual(
    violationsIn("packages/adapter-postgres/src/schema/migration/m0005_lease_order.ts", text),
    []
  )
})

it("tests may ask the server what they like", () => {
  assert.deepStrictEqual(violationsIn("packages/adapter-postgres/src/a.test.ts", "sql`select * from a`"), [])
})
