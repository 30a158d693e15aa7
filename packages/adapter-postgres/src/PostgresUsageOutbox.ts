import {
  type Appended,
  EventConflict,
  type Instant,
  StoreBusy,
  StoreError,
  type UsageEvent,
  type UsageOutbox
} from "@tallyhour/core"
import { Effect, Result } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { appendEvents, compareEvents, type Standing, takeBackEvents } from "./statement/appendEvents.ts"
import { attempt } from "./attempt.ts"

/** The outbox inside a caller's transaction. */
export const postgresUsageOutboxIn = (run: SqlRunner, names: Names): UsageOutbox["Service"] => ({
  append: (events, now) =>
    Effect.flatMap(
      attempt(() => append(run, names, events, now)),
      (appended) => Effect.fromResult(appended)
    )
})

/** The outbox in Postgres, each call in a transaction of its own. */
export const postgresUsageOutbox = ({ names, transact }: PostgresDatabase): UsageOutbox["Service"] => ({
  append: (events, now) =>
    Effect.flatMap(
      transact((within) => append(within, names, events, now)),
      (appended) => Effect.fromResult(appended)
    )
})

const append = async (
  run: SqlRunner,
  names: Names,
  events: ReadonlyArray<UsageEvent>,
  now: Instant
): Promise<Result.Result<Appended, EventConflict | StoreError>> => {
  if (events.length === 0) return Result.succeed({ recorded: 0, alreadyRecorded: [] })
  const standings = await run(appendEvents(names, events, now))
  const conflicts = idsOf(standings, "differs")
  if (conflicts.length > 0) return Result.fail(new EventConflict({ eventIds: conflicts }))
  const added = idsOf(standings, "added")
  const same = idsOf(standings, "same")
  if (added.length + same.length === events.length)
    return Result.succeed({ recorded: added.length, alreadyRecorded: same })
  return compareRaced(run, names, { added, events, same })
}

/** Judges the ids that another transaction committed while ours was inserting. */
const compareRaced = async (
  run: SqlRunner,
  names: Names,
  {
    added,
    events,
    same
  }: {
    readonly added: ReadonlyArray<string>
    readonly events: ReadonlyArray<UsageEvent>
    readonly same: ReadonlyArray<string>
  }
): Promise<Result.Result<Appended, EventConflict | StoreError>> => {
  const seen = new Set([...added, ...same])
  const raced = events.filter((event) => !seen.has(event.eventId))
  const standings = await run(compareEvents(names, raced))
  const conflicts = idsOf(standings, "differs")
  const isJudged = standings.length === raced.length
  if (isJudged && conflicts.length === 0) {
    return Result.succeed({ recorded: added.length, alreadyRecorded: [...same, ...idsOf(standings, "same")] })
  }
  // All or nothing: what this call inserted goes again, and the caller's transaction stays usable.
  await run(takeBackEvents(names, added))
  return Result.fail(
    isJudged
      ? new EventConflict({ eventIds: conflicts })
      : new StoreError({
          reason: new StoreBusy({ detail: "another transaction recorded the same event ids" })
        })
  )
}

const idsOf = (standings: ReadonlyArray<Standing>, standing: Standing["standing"]): ReadonlyArray<string> =>
  standings.filter((row) => row.standing === standing).map((row) => row.id)
