import { Effect } from "effect"
import { Command } from "effect/cli"
import { databaseFlags } from "../database/givenDatabase.ts"

/** `tallyhour adopt`: after a dump of another server was restored, counts by the transactions of this one. */
export const adoptCommand = Command.make("adopt", databaseFlags, (options) =>
  // What only this command needs is loaded when it runs, so that the others start without it.
  Effect.promise(() => import("./runAdopt.ts")).pipe(
    Effect.flatMap(({ runAdopt }) => Effect.scoped(runAdopt(options)))
  )
).pipe(
  Command.withDescription(
    "After a dump of another server was restored: keep what was counted, and let the rest be counted once. Nothing is sealed before. Exit status: 0 done or nothing to do, 1 not done"
  )
)
