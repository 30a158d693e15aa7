import { type Kysely, type RawBuilder, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"
import { acceptFunctions } from "./acceptFunctions.ts"

/** Creates the functions by which a service in another language records usage in its own transaction. */
export const recordUsageFunctions =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of [...tables(schema), ...acceptFunctions(schema), ...functions(schema)]) {
      await statement.execute(db)
    }
  }

const tables = (schema: string): ReadonlyArray<RawBuilder<unknown>> => [
  // What the functions know of the catalogue, which is code: `meter.migrate()` writes it.
  sql`create table ${namesIn(schema).knownMeter} (
    meter text collate "C" not null,
    aggregation text not null,
    refuses_fractions boolean not null,
    property text,
    told_at timestamptz not null,
    constraint known_meter_key primary key (meter),
    constraint known_aggregation_known
      check (aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')),
    constraint property_iff_distinct check ((aggregation = 'distinct') = (property is not null))
  )`
]

// They run with the rights of whoever calls them, and find nothing by the caller's search path.
const functions = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  const { usageEvent } = names
  const name = (what: string) => sql.id(schema, what)
  const own = (what: string) => quotedName(schema, what)
  return [
    // Appends accepted events, all or none, by the function of migration 8, so that every language has one ledger.
    sql`create function ${name("append_usage")}(given ${usageEvent}[], recorded_at timestamptz) returns jsonb
      language plpgsql security invoker set search_path = pg_catalog, pg_temp
      -- Other styles write a zone by its abbreviation, which older servers read as that of another zone.
      set datestyle = 'ISO, YMD'
      as ${inDollars(`
      declare
        answer jsonb;
        conflicts text[];
      begin
        -- Nearly always no id stands twice, and nothing has to be compared.
        if cardinality(given) > (select count(distinct one.event_id) from unnest(given) one) then
          select array_agg(distinct later.event_id) into conflicts
          from unnest(given) with ordinality as later
          join (
            select distinct on (one.event_id) one.event_id, one.account, one.meter, one.quantity, one.occurred_at, one.tags,
              one.property, one.ordinality
            from unnest(given) with ordinality as one
            order by one.event_id, one.ordinality
          ) first on first.event_id = later.event_id and first.ordinality < later.ordinality
          where (later.account, later.meter, later.quantity, later.occurred_at, later.tags, later.property)
            is distinct from (first.account, first.meter, first.quantity, first.occurred_at, first.tags, first.property);
        end if;
        if conflicts is null then
          select ${own("append_events")}(array_agg(event.event_id)::text, array_agg(event.account)::text,
            array_agg(event.meter)::text, array_agg(event.quantity)::text, array_agg(event.occurred_at)::text,
            array_agg(event.tags)::text, array_agg(event.aggregation)::text, array_agg(event.property)::text,
            append_usage.recorded_at::text)::jsonb
          into answer
          from (
            select distinct on (one.event_id) one.event_id, one.account, one.meter, one.quantity, one.occurred_at, one.tags,
              one.aggregation, one.property
            from unnest(given) with ordinality as one
            order by one.event_id, one.ordinality
          ) event;
          if (answer ->> 'contested')::boolean then
            raise exception 'another transaction recorded the same event ids'
              using errcode = 'serialization_failure', hint = 'Repeat the whole transaction.';
          end if;
          select array_agg(said.event_id) into conflicts from jsonb_array_elements_text(answer -> 'differing') said(event_id);
        end if;
        if conflicts is not null then
          raise exception using errcode = 'TH020',
            message = 'Already recorded with other content: ' || left(array_to_json(conflicts)::text, 300) || '.',
            detail = json_build_object('code', 'EventConflict', 'eventIds', conflicts)::text,
            hint = 'Give each fact an id of its own, or repeat it unchanged.';
        end if;
        return answer;
      end
    `)}`,

    // Memory and Postgres are ruled by one clock because our own statements take the time as a parameter. Whoever calls this has no
    // clock of ours, and the database's is the one that all of them share; a test hands its own in.
    sql`create function ${name("record_usage")}(event_id text, account text, meter text, quantity numeric default null,
        occurred_at timestamptz default null, tags jsonb default null, property text default null,
        recorded_at timestamptz default null) returns text
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        at constant timestamptz := date_trunc('milliseconds', coalesce(recorded_at, clock_timestamp()));
        answer constant jsonb := ${own("append_usage")}(array[${own("accept_usage")}('', event_id, account, meter, quantity,
          occurred_at, tags, property, at)], at);
      begin
        return case when answer ->> 'recorded' = '1' then 'recorded' else 'already recorded' end;
      end
    `)}`,

    sql`create function ${name("record_usage_batch")}(events jsonb, recorded_at timestamptz default null) returns jsonb
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        at constant timestamptz := date_trunc('milliseconds', coalesce(recorded_at, clock_timestamp()));
        event record;
        accepted ${own("usage_event")}[] := '{}';
        answer jsonb;
      begin
        if events is null or jsonb_typeof(events) <> 'array' then
          perform ${own("refuse_usage")}('TH011', 'InvalidEvent', 'events', coalesce(jsonb_typeof(events), 'null'),
            'is not an array', null, 'Pass a JSON array of objects with event_id, account, meter, quantity and occurred_at.');
        end if;
        if jsonb_array_length(events) > 10000 then
          perform ${own("refuse_usage")}('TH012', 'BatchTooLarge', 'events', jsonb_array_length(events)::text,
            'are more events than one call takes', '10000 events', 'Divide the events over several calls.');
        end if;
        for event in
          select '[' || input.ordinality - 1 || ']' as place, input.value from jsonb_array_elements(events) with ordinality input
          order by input.ordinality
        loop
          accepted := accepted || ${own("accept_usage_json")}(event.place, event.value, at);
        end loop;
        if cardinality(accepted) = 0 then
          return '{"recorded": 0, "already_recorded": []}';
        end if;
        answer := ${own("append_usage")}(accepted, at);
        return jsonb_build_object('recorded', answer -> 'recorded', 'already_recorded', answer -> 'same' || (
          select coalesce(jsonb_agg(said.event_id order by said.ordinality), '[]')
          from (
            select one.event_id, one.ordinality, row_number() over (partition by one.event_id order by one.ordinality) as nth
            from unnest(accepted) with ordinality as one
          ) said
          where said.nth > 1
        ));
      end
    `)}`
  ]
}
