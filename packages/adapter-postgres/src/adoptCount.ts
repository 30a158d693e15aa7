import { type Instant, StoreError, StoreRefused } from "@tallyhour/core"
import { DateTime, Effect } from "effect"
import { type Kysely, sql } from "kysely"
import { attempt } from "./attempt.ts"
import type { Names } from "./schema/Names.ts"
import { runnerOf, type SqlRunner } from "./SqlRunner.ts"
import { findForeignCount } from "./statement/countEvents.ts"
import {
  judgeEvents,
  lockRestored,
  noteAdoption,
  type Numbering,
  renumberCount,
  renumberEvents
} from "./statement/renumberEvents.ts"

/** What an adoption found: whether there was anything to adopt, and of how many events it knows what became of them. */
export interface Adoption {
  readonly isAdopted: boolean
  /** Events that are in an hour or a record already. */
  readonly counted: number
  /** Events that the next sealing counts, those recorded here since the restore included. */
  readonly uncounted: number
}

/** How long an adoption may take, in milliseconds: it may have to write every event anew. */
const patience = 24 * 60 * 60 * 1_000

/** Counts by the numbers of this server from now on, where a restored dump has those of another one. */
export const adoptCount = (db: Kysely<unknown>, names: Names): Effect.Effect<Adoption, StoreError> =>
  Effect.gen(function* () {
    const now = yield* DateTime.now
    const plain = db.withoutPlugins()
    // A server that never says a word is given up soon, and not after a day.
    yield* attempt(() => runnerOf(plain)(sql`select 1 as answer`))
    return yield* attempt(
      () =>
        plain
          .transaction()
          // One view for all statements: what is recorded meanwhile is in none of them, and numbered by this server.
          .setIsolationLevel("repeatable read")
          .execute((transaction) => adopt(runnerOf(transaction), names, now)),
      { patience }
    )
  })

const adopt = async (run: SqlRunner, names: Names, now: Instant): Promise<Adoption> => {
  // Its lock keeps sealings away until the numbers fit.
  const [restored] = await run(lockRestored(names))
  const numbering: Numbering = { counted: restored!.snapshot, first: restored!.first }
  // Older tables do not say whose they are; numbers that are still to come here are another server's anyway.
  const [count] = await run(findForeignCount(names, numbering.counted))
  if (restored!.is_foreign !== "true" && count!.is_foreign !== "true")
    return { isAdopted: false, counted: 0, uncounted: 0 }
  const [judged] = await run(judgeEvents(names, numbering))
  if (Number(judged!.unclear) > 0) throw unclear(judged!.unclear)
  await run(noteAdoption(names, numbering, now))
  await run(renumberEvents(names, numbering))
  await run(renumberCount(names, numbering))
  return { isAdopted: true, counted: Number(judged!.counted), uncounted: Number(judged!.uncounted) }
}

const unclear = (events: string): StoreError =>
  new StoreError({
    reason: new StoreRefused({
      detail: `of ${events} events nobody can tell whether they were restored or recorded here since; restore the dump by COPY in one transaction (pg_restore --single-transaction), and adopt it before anything is recorded`
    })
  })
