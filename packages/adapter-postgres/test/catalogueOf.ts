import type { Pool } from "pg"

/**
 * Describes a schema as the catalogue has it, one line for each column, constraint, index, trigger and function, so that two
 * schemas can be compared; their own names are left out.
 */
export const catalogueOf = async (pool: Pool, schema: string): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ line: string }>(
    `with own as (select oid, relname, relkind from pg_class where relnamespace = (
       select oid from pg_namespace where nspname = $1))
     select line from (
       select concat_ws(' ', 'column', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
         attidentity, attcollation::regcollation, pg_get_expr(adbin, adrelid)) as line
       from own join pg_attribute on attrelid = own.oid and attnum > 0 and not attisdropped and relkind = 'r'
       left join pg_attrdef on adrelid = attrelid and adnum = attnum
       union all
       select concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(con.oid))
       from own join pg_constraint con on conrelid = own.oid
       union all
       select concat_ws(' ', 'index', relname, pg_get_indexdef(oid)) from own where relkind = 'i'
       union all
       select concat_ws(' ', 'trigger', relname, pg_get_triggerdef(trg.oid))
       from own join pg_trigger trg on tgrelid = own.oid and not tgisinternal
       union all
       select concat_ws(' ', 'function', pg_get_functiondef(pg_proc.oid), proacl is null) from pg_proc
       where pronamespace = (select oid from pg_namespace where nspname = $1)
       union all
       select concat_ws(' ', 'relation', relname, relkind) from own
     ) described order by line collate "C"`,
    [schema]
  )
  const { rows: names } = await pool.query<{ quoted: string }>("select quote_ident($1) as quoted", [schema])
  const own = [names[0]!.quoted, `"${schema.replaceAll('"', '""')}"`]
  return rows
    .map(({ line }) => own.reduce((text, name) => text.replaceAll(`${name}.`, "…."), line))
    .toSorted()
}
