import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { databaseFlags } from "../database/givenDatabase.ts"

/** `tallyhour audit`: does the ledger keep what is promised of it? Exits with 0 if so, 1 if not, 2 if nobody can tell. */
export const auditCommand = Command.make(
  "audit",
  {
    ...databaseFlags,
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print one JSON object"), Flag.withDefault(false)),
    isWorkerHealthy: Flag.Boolean("healthy-worker").pipe(
      Flag.withDescription("A worker has run for the last minutes, so report what is overdue, too"),
      Flag.withDefault(false)
    )
  },
  (options) =>
    // What only this command needs is loaded when it runs, so that the others start without it.
    Effect.promise(() => import("./runAudit.ts")).pipe(
      Effect.flatMap(({ runAudit }) => Effect.scoped(runAudit(options)))
    )
).pipe(
  Command.withDescription(
    "Check every record and balance of a ledger against what is promised of them; only reads. Exit status: 0 no violations, 1 violations, 2 the audit could not be done"
  )
)
