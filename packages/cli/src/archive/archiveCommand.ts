import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { databaseFlags } from "../database/givenDatabase.ts"

/** `tallyhour archive`: moves what is finished to tables of its own, so that no query gets slower over the years. */
export const archiveCommand = Command.make(
  "archive",
  {
    ...databaseFlags,
    before: Flag.String("before").pipe(
      Flag.withMetavar("DATE"),
      Flag.withDescription(
        "Move what occurred, was recorded and ended before this day in UTC, as 2026-01-01; at least 62 days ago"
      )
    ),
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print one JSON object"), Flag.withDefault(false))
  },
  (options) =>
    // What only this command needs is loaded when it runs, so that the others start without it.
    Effect.promise(() => import("./runArchive.ts")).pipe(
      Effect.flatMap(({ runArchive }) => Effect.scoped(runArchive(options)))
    )
).pipe(
  Command.withDescription(
    "Move finished usage events and records to archive tables in the same schema: nothing is removed, and no figure changes. One that was cut off is gone on with by the next. Exit status: 0 done or nothing to do, 1 not done"
  )
)
