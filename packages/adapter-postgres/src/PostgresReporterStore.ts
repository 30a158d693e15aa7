import { emptyReporter, ReporterState, type ReporterStore, StoreError, StoreRefused } from "@tallyhour/core"
import { Result, Schema } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { insertReporter, lockReporter, updateReporter } from "./statement/reporterStates.ts"

/** The state of hourly reporters in Postgres, a row for each. */
export const postgresReporterStore = ({ names, transact }: PostgresDatabase): ReporterStore["Service"] => ({
  modify: (reporter, change) =>
    transact(async (run) => {
      const state = await locked(run, names, reporter)
      const [result, next] = change(state)
      // Whoever only reads, as a round without work does, writes nothing.
      if (next !== state) await run(updateReporter(names, reporter, encode(next)))
      return result
    })
})

const locked = async (run: SqlRunner, names: Names, reporter: string): Promise<ReporterState> => {
  const [found] = await run(lockReporter(names, reporter))
  if (found !== undefined) return stateOf(reporter, found.state)
  await run(insertReporter(names, reporter, encode(emptyReporter)))
  const [begun] = await run(lockReporter(names, reporter))
  return begun === undefined ? emptyReporter : stateOf(reporter, begun.state)
}

const stateOf = (reporter: string, text: string): ReporterState =>
  Result.getOrThrowWith(decode(text), () => {
    const detail = `the row of the hourly reporter ${JSON.stringify(reporter)} holds no state of ours`
    return new StoreError({ reason: new StoreRefused({ detail }) })
  })

const json = Schema.fromJsonString(ReporterState)
const decode = Schema.decodeUnknownResult(json)
const encode = Schema.encodeSync(json)
