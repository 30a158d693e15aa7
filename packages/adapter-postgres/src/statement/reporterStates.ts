import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** Begins the row of a reporter, unless it is there. */
export const insertReporter = (names: Names, reporter: string, state: string): RawBuilder<unknown> => sql`
  insert into ${names.hourlyReporter} (reporter, state)
  values (${reporter}, ${state}::text::jsonb)
  on conflict (reporter) do nothing`

/** Reads what a reporter knows, as soon as nobody else changes it, and keeps others from it until the transaction ends. */
export const lockReporter = (names: Names, reporter: string): RawBuilder<{ readonly state: string }> => sql<{
  state: string
}>`
  select state::text as state
  from ${names.hourlyReporter}
  where reporter = ${reporter}
  for update`

/** Writes what a reporter knows from now on. */
export const updateReporter = (names: Names, reporter: string, state: string): RawBuilder<unknown> => sql`
  update ${names.hourlyReporter}
  set state = ${state}::text::jsonb
  where reporter = ${reporter}`
