import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { databaseFlags } from "../database/givenDatabase.ts"

/** `tallyhour migrate`: creates or updates the tables, or prints the SQL for those who do that themselves. */
export const migrateCommand = Command.make(
  "migrate",
  {
    ...databaseFlags,
    sql: Flag.Boolean("sql").pipe(
      Flag.withDescription("Print the migrations as SQL, to be run in one transaction; connects to nothing"),
      Flag.withDefault(false)
    ),
    from: Flag.Int("from").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("With --sql: the number of the first migration, when earlier ones have run"),
      Flag.withDefault(1)
    ),
    roles: Flag.Boolean("roles").pipe(
      Flag.withDescription(
        "Print the SQL of three group roles with the least rights: recorder, worker and reader"
      ),
      Flag.withDefault(false)
    ),
    rolePrefix: Flag.String("role-prefix").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("With --roles: what their names begin with; the schema's name if absent"),
      Flag.optional
    )
  },
  (options) =>
    // What only this command needs is loaded when it runs, so that the others start without it.
    Effect.promise(() => import("./runMigrate.ts")).pipe(
      Effect.flatMap(({ runMigrate }) => Effect.scoped(runMigrate(options)))
    )
).pipe(
  Command.withDescription(
    "Create or update the tables of a schema, forward only; any number of processes may run it at once. Exit status: 0 done, 1 not done"
  )
)
