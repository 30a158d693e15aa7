import { Catalogue, SchemaMismatch, StoreBusy, StoreError } from "@tallyhour/core"
import { DateTime, Effect, Option, Schedule } from "effect"
import { type Kysely, sql } from "kysely"
import type { Migration } from "kysely/migration"
import { attempt, patienceFor } from "../attempt.ts"
import { runnerOf, type SqlRunner } from "../SqlRunner.ts"
import { tellMeters } from "../statement/tellMeters.ts"
import { mainPath } from "./migration/m0001_main_path.ts"
import { recordUsageFunctions } from "./migration/m0002_record_usage.ts"
import { nothingIsLost } from "./migration/m0003_nothing_is_lost.ts"
import { countableEvents } from "./migration/m0004_countable_events.ts"
import { leaseOrder } from "./migration/m0005_lease_order.ts"
import { meteredDimension } from "./migration/m0006_metered_dimension.ts"
import { archive } from "./migration/m0007_archive.ts"
import { appendEvents } from "./migration/m0008_append_events.ts"
import {
  beginMigration,
  createMigrationTable,
  type MigrationStep,
  migrationSteps,
  tableWaitMax
} from "./migrationSteps.ts"
import { namesIn } from "./Names.ts"
import { quotedName } from "./quoted.ts"

/** The migrations of a schema, by their names; they run in the order of these. */
export const migrationsOf = (schema: string): Readonly<Record<string, Migration>> => ({
  "0001_main_path": { up: mainPath(schema) },
  "0002_record_usage": { up: recordUsageFunctions(schema) },
  "0003_nothing_is_lost": { up: nothingIsLost(schema) },
  "0004_countable_events": { up: countableEvents(schema) },
  "0005_lease_order": { up: leaseOrder(schema) },
  "0006_metered_dimension": { up: meteredDimension(schema) },
  "0007_archive": { up: archive(schema) },
  "0008_append_events": { up: appendEvents(schema) }
})

/** How a migration waits for what others hold. */
interface MigrateOptions {
  readonly migrations?: Readonly<Record<string, Migration>>
  /** How often one that waited in vain is tried again. */
  readonly retriesMax?: number
  /** How long it waits for a table at a time, in milliseconds. */
  readonly waitMax?: number
}

/**
 * Brings the tables of a schema to the version of this library, forward only.
 *
 * Where there is a catalogue, the database is told of its meters, for those who record by the function `record_usage`. It forgets
 * none; one that is read in another way than before is logged as a warning, since two catalogues may be at odds.
 *
 * - **Guarantees**: each migration is applied once and whole, by however many processes at a time; one that was cut off is run
 *   again by the next call. Recorders are never kept waiting for longer than `tableWaitMax` at a time.
 * - **Errors**: `SchemaMismatch` when the schema was migrated by a newer version; `StoreBusy` when a transaction of somebody
 *   else's held a table all the time.
 */
export const migrate = (
  db: Kysely<unknown>,
  schema: string,
  { migrations = migrationsOf(schema), retriesMax = 60, waitMax = tableWaitMax }: MigrateOptions = {}
): Effect.Effect<void, StoreError> =>
  Effect.gen(function* () {
    // A caller's plugins would rename our schema and tables.
    const plain = db.withoutPlugins()
    const steps = yield* attempt(() => migrationSteps(migrations, schema))
    // Whoever finds nothing to do needs no right to create anything, and waits for nobody.
    const pending = yield* pendingOf(steps, yield* attempt(() => applied(runnerOf(plain), schema)), schema)
    for (const step of pending) {
      yield* attempt(
        () =>
          plain
            .transaction()
            .setIsolationLevel("read committed")
            .execute((transaction) => apply(runnerOf(transaction), { schema, step, waitMax })),
        { patience: patienceFor.long }
      ).pipe(
        Effect.retry({ schedule: backoff, times: retriesMax, while: isBusy }),
        Effect.mapError((error) => (isBusy(error) ? heldUp(step, error, schema) : error))
      )
    }
    yield* tellCatalogue(runnerOf(plain), schema)
  })

const tellCatalogue = Effect.fnUntraced(function* (run: SqlRunner, schema: string) {
  const catalogue = Option.getOrUndefined(yield* Effect.serviceOption(Catalogue))
  if (catalogue === undefined) return
  const now = yield* DateTime.now
  const former = yield* attempt(() => run(tellMeters(namesIn(schema), catalogue.products, now)))
  for (const { aggregation, meter, property } of former) {
    yield* Effect.logWarning(
      `Events of meter ${JSON.stringify(meter)} were counted by ${aggregation}${
        property === null ? "" : ` of ${property}`
      } in the database, and are by this catalogue from now on. Where two catalogues disagree, make them agree.`
    )
  }
})

const pendingOf = (
  steps: ReadonlyArray<MigrationStep>,
  done: ReadonlyArray<string>,
  schema: string
): Effect.Effect<ReadonlyArray<MigrationStep>, StoreError> =>
  done.every((name) => steps.some((step) => step.name === name))
    ? Effect.succeed(steps.filter(({ name }) => !done.includes(name)))
    : Effect.fail(
        new StoreError({
          reason: new SchemaMismatch({ detail: `schema ${schema} was migrated by a newer version` })
        })
      )

const apply = async (
  run: SqlRunner,
  {
    schema,
    step,
    waitMax
  }: { readonly schema: string; readonly step: MigrationStep; readonly waitMax: number }
): Promise<void> => {
  for (const statement of beginMigration(schema, waitMax)) await run(sql.raw(statement))
  // Another process may have been faster while this one waited for its turn.
  if ((await applied(run, schema)).includes(step.name)) return
  const [found] = await run(sql`select 1 from pg_namespace where nspname = ${schema}`)
  // Even where it is there, "if not exists" needs the right to create one.
  if (found === undefined) await run(sql.raw(`create schema ${quotedName(schema)}`))
  await run(sql.raw(createMigrationTable(schema)))
  for (const statement of step.statements) await run(sql.raw(statement))
}

/** Reads which migrations have run, by any means; none where no table remembers any. */
const applied = async (run: SqlRunner, schema: string): Promise<ReadonlyArray<string>> => {
  const [table] = await run(sql`
    select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relname = 'migration' and nspname = ${schema}`)
  if (table === undefined) return []
  const rows = await run(
    sql<{ readonly name: string }>`select name from ${sql.id(schema, "migration")} order by name`
  )
  return rows.map(({ name }) => name)
}

const isBusy = (error: StoreError): boolean => error.reason._tag === "StoreBusy"

// Long enough for those who waited behind it to get on with their work.
const backoff = Schedule.jittered(Schedule.spaced("4 seconds"))

const heldUp = ({ name }: MigrationStep, error: StoreError, schema: string): StoreError =>
  new StoreError({
    reason: new StoreBusy({
      detail: `migration ${name} of schema ${schema} waited in vain for a table that a long transaction holds (${error.reason.detail}); find it by xact_start in pg_stat_activity, end it, and migrate again`
    })
  })
