import { DateTime, Effect, Option, type Redacted } from "effect"
import { DatabaseProblem } from "../database/DatabaseProblem.ts"
import { givenDatabase } from "../database/givenDatabase.ts"
import { openDatabase } from "../database/openDatabase.ts"
import { dayOf } from "./dayOf.ts"

/** What `tallyhour archive` is told. */
export interface RunArchiveOptions {
  readonly before: string
  readonly database: Option.Option<Redacted.Redacted>
  readonly json: boolean
  readonly schema: string
}

/** Archives what was finished before a day, and says how much that was. */
export const runArchive = Effect.fn("archiveCommand")(function* ({
  before: day,
  database,
  json,
  schema
}: RunArchiveOptions) {
  const before = yield* Effect.mapError(
    Effect.fromOption(dayOf(day)),
    () => new DatabaseProblem({ problem: noDay })
  )
  const address = yield* givenDatabase(database)
  const store = yield* openDatabase(address, schema)
  const now = yield* DateTime.now
  const { events, records } = yield* store
    .archive({ before, now })
    .pipe(
      Effect.mapError(({ message }) => new DatabaseProblem({ problem: address.withoutPassword(message) }))
    )
  process.stdout.write(
    json
      ? `${JSON.stringify({ before: DateTime.formatIso(before), events, records })}\n`
      : `Archived what was finished before ${day}: ${events} events and ${records} records.\n`
  )
})

const noDay = "The day is not one of the calendar, or not written as 2026-01-01: correct --before."
