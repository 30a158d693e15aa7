import { type Kysely, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"
import { appendBody, appendOneBody } from "./appendBody.ts"

/**
 * Makes recording one call of a function: its plans are kept as long as the connection, and whoever records needs no right
 * on any table.
 */
export const appendEvents =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    const { appendEvent: one, appendEvents: name } = namesIn(schema)
    const tables = [quotedName(schema, "usage_event"), quotedName(schema, "archived_event")] as const
    // Inserts events whose ids are free, unless an id stands for other content: then none. Answers in JSON: `recorded` says
    // how many are new; `same` and `differing`, which ids were there before, be it in the archive. When `contested`, somebody
    // has recorded some of the ids out of this transaction's sight, and nothing was inserted. Every argument is text, an array
    // as Postgres writes it, because that passes through any driver unchanged.
    await sql`create function ${name}(
        ids text, accounts text, meters text, quantities text, occurrences text, tag_sets text, aggregations text,
        properties text, told_at text) returns text
      language plpgsql security definer
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: the ids are looked up one by one.
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as ${inDollars(appendBody(...tables))}`.execute(db)
    // The same for one event, the most usual call, without lists and what tells their events apart.
    await sql`create function ${one}(
        id text, account text, meter text, quantity text, occurred_at text, tags text, aggregation text, property text,
        told_at text) returns text
      language plpgsql security definer
      set search_path = pg_catalog, pg_temp
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as ${inDollars(appendOneBody(...tables, quotedName(schema, "append_events")))}`.execute(db)
    // They act with the rights of their owner, so nobody has them by default.
    for (const each of [name, one]) await sql`revoke execute on function ${each} from public`.execute(db)
  }
