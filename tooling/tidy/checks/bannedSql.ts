import { isShipped, lineAt } from "../SourceFile.ts"
import type { Check, SourceFile } from "../SourceFile.ts"
import { codeOf, stringsOf } from "../source/codeOf.ts"

/** Statements name their columns, take the time as a parameter, and skip locked rows in two places only. */
export const bannedSql: Check = (files) =>
  files
    .filter((file) => isShipped(file) || isSql(file))
    .flatMap((file) => {
      const [sql, code] = isSql(file)
        ? [withoutComments(file.text), ""]
        : [withoutComments(stringsOf(file)), codeOf(file)]
      return bans
        .filter(({ within }) => within(file))
        .flatMap(({ asCode, asSql, instead, name }) =>
          [...sql.matchAll(asSql), ...(asCode === undefined ? [] : code.matchAll(asCode))].map(
            ({ index }) => ({
              line: lineAt(file.text, index),
              message: `\`${name}\` is banned: ${instead}`,
              path: file.path
            })
          )
        )
    })

const isSql = ({ path }: SourceFile): boolean => path.endsWith(".sql")

const withoutComments = (sql: string): string =>
  sql.replace(/--[^\n]*/g, (comment) => " ".repeat(comment.length))

type Ban = {
  readonly name: string
  readonly asSql: RegExp
  // The same thing said to the query builder.
  readonly asCode?: RegExp
  readonly instead: string
  readonly within: (file: SourceFile) => boolean
}

const skippingStatements: ReadonlyArray<string> = [
  "packages/adapter-postgres/src/schema/migration/m0005_lease_order.ts",
  "packages/adapter-postgres/src/statement/hastenRecords.ts"
]

const writtenFromMigrations = "packages/adapter-postgres/src/schema/schema.sql"

const bans: ReadonlyArray<Ban> = [
  {
    name: "now() in SQL",
    asSql:
      /\bnow\s*\(\s*\)|\b(?:current_timestamp|current_time|localtimestamp|(?:clock|statement|transaction)_timestamp)\b/gi,
    instead:
      "give the statement `now` as a parameter, so that one clock rules memory, Postgres and the emulator",
    within: ({ path }) => path.startsWith("packages/adapter-postgres/")
  },
  {
    name: "select *",
    // What a step inside a statement returns to its end may be whole: the end names the columns.
    asSql: /\bselect\s+(?:distinct\s+)?(?:\w+\s*\.\s*)?\*/gi,
    asCode: /\.\s*(?:selectAll|returningAll)\b/g,
    instead: "name all columns",
    within: () => true
  },
  {
    name: "skip locked",
    asSql: /\bskip\s+locked\b/gi,
    asCode: /\.\s*skipLocked\b/g,
    instead: `records are leased and brought forward in ${skippingStatements.join(" and ")} only`,
    within: ({ path }) => ![...skippingStatements, writtenFromMigrations].includes(path)
  }
]
