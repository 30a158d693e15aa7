import { type Kysely, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { quotedName } from "../quoted.ts"

/**
 * Makes recording one call of a function: its plans are kept as long as the connection, and whoever records needs no right
 * on any table.
 */
export const appendEvents =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    // Inserts events whose ids are free, unless an id stands for other content: then none. Answers in JSON: `recorded` says
    // how many are new; `same` and `differing`, which ids were there before. When `contested`, somebody has recorded some
    // of the ids out of this transaction's sight, and nothing was inserted. Every argument is text, an array as Postgres
    // writes it, because that passes through any driver unchanged.
    await sql`create function ${sql.id(schema, "append_events")}(
        ids text, accounts text, meters text, quantities text, occurrences text, tag_sets text, aggregations text,
        properties text, told_at text) returns text
      language plpgsql security definer
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: the ids are looked up one by one.
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as ${inDollars(body(quotedName(schema, "usage_event")))}`.execute(db)
    // It acts with the rights of its owner, and leaves the checks of an event to whoever calls it.
    await sql`revoke execute on function ${sql.id(schema, "append_events")} from public`.execute(db)
  }

const body = (events: string): string => `
  declare
    told text[] = ids;
    wanted integer = cardinality(told);
    fresh text[] = told;
    recorded integer;
    same text[];
    same_since text[];
    differing text[] = '{}';
  begin
    if wanted = 1 then
      insert into ${events} (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
      values (told[1], (accounts::text[])[1], (meters::text[])[1], (quantities::numeric[])[1],
        (occurrences::timestamptz[])[1], (tag_sets::jsonb[])[1], (aggregations::text[])[1], (properties::text[])[1],
        told_at::timestamptz)
      on conflict (event_id) do nothing;
      if found then return '{"recorded":1,"same":[],"differing":[],"contested":false}'; end if;
    end if;

    -- Nearly always all ids are free, and nothing has to be compared.
    same = array(select id from unnest(told) id where exists (select from ${events} there where there.event_id = id));
    if cardinality(same) > 0 then
      ${compare(events)} into same, differing;
    end if;
    if wanted = 1 or cardinality(differing) > 0 or cardinality(same) = wanted then
      return ${answer("0", "cardinality(differing) = 0 and cardinality(same) < wanted")};
    end if;

    if cardinality(same) > 0 then
      fresh = array(select unnest(told) except select unnest(same));
    end if;
    insert into ${events} (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select event_id, account, meter, quantity, occurred_at, tags, aggregation, property, told_at::timestamptz
    from unnest(told, accounts::text[], meters::text[], quantities::numeric[], occurrences::timestamptz[],
        tag_sets::jsonb[], aggregations::text[], properties::text[])
      as input(event_id, account, meter, quantity, occurred_at, tags, aggregation, property)
    where cardinality(same) = 0 or event_id = any(fresh)
    -- Two calls with the same ids in another order would wait for each other for ever.
    order by event_id
    on conflict (event_id) do nothing;
    get diagnostics recorded = row_count;
    if recorded + cardinality(same) = wanted then return ${answer("recorded", "false")}; end if;

    -- Others have committed some of the ids since. What this call inserted bears the number of its transaction; what the
    -- transaction had recorded before stands in \`same\`.
    ${compare(events, "and there.event_id = any(fresh) and there.recorded_xid <> pg_current_xact_id()")}
      into same_since, differing;
    same = same || same_since;
    if cardinality(differing) = 0 and recorded + cardinality(same) = wanted then
      return ${answer("recorded", "false")};
    end if;
    -- All or nothing, and the caller's transaction goes on. Nobody else has seen these rows.
    delete from ${events} where event_id = any(fresh) and recorded_xid = pg_current_xact_id();
    return ${answer("0", "cardinality(differing) = 0")};
  end
`

const answer = (recorded: string, contested: string): string =>
  `json_build_object('recorded', ${recorded}, 'same', same, 'differing', differing, 'contested', ${contested})::text`

const compare = (events: string, only = ""): string => `
    select coalesce(array_agg(known.event_id) filter (where not known.differs), '{}'),
      coalesce(array_agg(known.event_id) filter (where known.differs), '{}')
    from unnest(told, accounts::text[], meters::text[], quantities::numeric[], occurrences::timestamptz[],
        tag_sets::jsonb[], properties::text[])
      as input(event_id, account, meter, quantity, occurred_at, tags, property)
    cross join lateral (
      select there.event_id,
        (there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property) is distinct from
        (input.account, input.meter, input.quantity, input.occurred_at, input.tags, input.property) as differs
      from ${events} there where there.event_id = input.event_id ${only}
      offset 0
    ) known`
