import { type Kysely, type RawBuilder, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"

/** Makes sealing look at the records of a meter by its name, and at those of others only where a dimension had two names. */
export const meteredDimension =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements(schema)) await statement.execute(db)
  }

const statements = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  const note = sql.id(schema, "note_metered_dimensions")
  return [
    sql`drop index ${sql.id(schema, "usage_record_by_hour")}`,
    sql`create index usage_record_series on ${names.usageRecord} (account, meter, hour)`,

    // By which meters a dimension was ever recorded: more than one where a meter was renamed.
    sql`create table ${names.meteredDimension} (
      product_code text collate "C" not null,
      dimension text collate "C" not null,
      meter text collate "C" not null,
      constraint metered_dimension_key primary key (product_code, dimension, meter)
    )`,
    sql`insert into ${names.meteredDimension} select distinct product_code, dimension, meter from ${names.usageRecord}`,
    // By trigger, so that records which an older version of the library seals at the same time are noted, too.
    sql`create function ${note}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        insert into ${quotedName(schema, "metered_dimension")}
        select distinct product_code, dimension, meter from sealed on conflict do nothing;
        return null;
      end
    `)}`,
    sql`create trigger record_is_noted after insert on ${names.usageRecord} referencing new table as sealed
      for each statement execute function ${note}()`
  ]
}
