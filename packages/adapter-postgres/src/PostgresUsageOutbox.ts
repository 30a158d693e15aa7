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
import { type AppendAnswer, appendEvent, appendEvents } from "./statement/appendEvents.ts"
import { attempt } from "./attempt.ts"

/** The outbox inside a caller's transaction. */
export const postgresUsageOutboxIn = (run: SqlRunner, names: Names): UsageOutbox["Service"] => ({
  append: (events, now) =>
    Effect.flatMap(
      attempt(() => append(run, names, events, now)),
      (appended) => Effect.fromResult(appended)
    )
})

/** The outbox in Postgres, each call a statement by itself. */
export const postgresUsageOutbox = ({ names, run }: PostgresDatabase): UsageOutbox["Service"] => ({
  append: (events, now) =>
    Effect.flatMap(
      run((within) => append(within, names, events, now)),
      (appended) => Effect.fromResult(appended)
    )
})

const append = async (
  run: SqlRunner,
  names: Names,
  events: ReadonlyArray<UsageEvent>,
  now: Instant
): Promise<Result.Result<Appended, EventConflict>> => {
  const [only, ...others] = events
  if (only === undefined) return Result.succeed({ recorded: 0, alreadyRecorded: [] })
  const [row] = await run(
    others.length === 0 ? appendEvent(names, only, now) : appendEvents(names, events, now)
  )
  const { contested, differing, recorded, same } = JSON.parse(row!.answer) as AppendAnswer
  if (differing.length > 0) return Result.fail(new EventConflict({ eventIds: differing }))
  if (contested) throw new StoreError({ reason: outOfSight })
  return Result.succeed({ recorded, alreadyRecorded: same })
}

const outOfSight = new StoreBusy({ detail: "another transaction recorded the same event ids" })
