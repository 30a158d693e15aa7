import { Effect, type Option, type Redacted } from "effect"
import { DatabaseProblem } from "../database/DatabaseProblem.ts"
import { givenDatabase } from "../database/givenDatabase.ts"
import { openDatabase } from "../database/openDatabase.ts"

/** What `tallyhour adopt` is told. */
export interface AdoptOptions {
  readonly database: Option.Option<Redacted.Redacted>
  readonly schema: string
}

/** Adopts a restored dump, and says what became of its events. */
export const runAdopt = Effect.fn("adoptCommand")(function* ({ database, schema }: AdoptOptions) {
  const address = yield* givenDatabase(database)
  const store = yield* openDatabase(address, schema)
  const { counted, isAdopted, uncounted } = yield* store.adopt.pipe(
    Effect.mapError(({ message }) => new DatabaseProblem({ problem: address.withoutPassword(message) }))
  )
  process.stdout.write(
    isAdopted
      ? `Adopted: ${counted} events stay counted, ${uncounted} will be counted by the next sealing.\n`
      : "Nothing to adopt: the events are counted by this server.\n"
  )
})
