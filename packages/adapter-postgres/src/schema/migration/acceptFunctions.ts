import { type RawBuilder, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"

/**
 * The functions that check an event, in the order and by the rules of `acceptEvent`, and read it into a row.
 *
 * They belong to migration 2 and are closed with it: another rule is another migration.
 */
export const acceptFunctions = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const { knownMeter, usageEvent } = namesIn(schema)
  const name = (what: string) => sql.id(schema, what)
  const own = (what: string) => quotedName(schema, what)
  return [
    sql`create function ${name("refuse_usage")}(state text, code text, field text, value text, problem text, bound text,
        next_step text) returns void
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        shown constant text := case when length(value) > 100 then left(value, 99) || '…' else value end;
      begin
        raise exception using errcode = state, message = field || ' ' || shown || ' ' || problem || '.',
          detail = json_strip_nulls(json_build_object(
            'code', code, 'field', field, 'value', shown, 'problem', problem, 'limit', bound))::text,
          hint = next_step;
      end
    `)}`,

    sql`create function ${name("check_usage_name")}(state text, code text, field text, value text, next_step text)
        returns void
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        problem constant text := case when value is null then 'is not text' when value = '' then 'is empty'
          when octet_length(convert_to(value, 'UTF8')) > 255 then 'is too long' end;
      begin
        if problem is not null then
          perform ${own("refuse_usage")}(state, code, field, coalesce(to_json(left(value, 100))::text, 'null'), problem,
            case when value is not null then '1 to 255 bytes' end, next_step);
        end if;
      end
    `)}`,

    sql`create function ${name("accept_quantity")}(field text, quantity numeric, shown text, counting ${knownMeter}) returns numeric
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        counts constant boolean := counting.aggregation in ('count', 'distinct');
        next_step constant text := 'Pass a decimal that is not negative.';
        problem constant text := case
          when counts then
            case when quantity <> 1 then 'is given to a meter that counts by ' || counting.aggregation end
          when quantity is null or quantity = 'NaN' then 'is not a plain decimal such as "12" or "0.25"'
          when abs(quantity) >= 1e25 then 'has more than 25 digits before the point'
          when quantity <> trunc(quantity, 12) then 'has more than 12 decimal places'
          when quantity < 0 then 'is negative' end;
      begin
        if problem is not null then
          perform ${own("refuse_usage")}('TH005', 'InvalidQuantity', field, shown, problem,
            case when counts then '1' when quantity < 0 then '0 or more' end, next_step);
        end if;
        if counts then
          return 1;
        end if;
        if counting.refuses_fractions and quantity <> trunc(quantity) then
          perform ${own("refuse_usage")}('TH006', 'FractionalQuantity', field, shown, 'has a fraction', 'whole numbers',
            'Pass whole numbers, or give the meter a fraction policy that takes fractions.');
        end if;
        return trim_scale(quantity);
      end
    `)}`,

    sql`create function ${name("accept_moment")}(field text, moment timestamptz, shown text, recorded_at timestamptz)
        returns timestamptz
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        cut constant timestamptz := date_trunc('milliseconds', moment);
      begin
        if moment is null or not isfinite(moment) then
          perform ${own("refuse_usage")}('TH007', 'InvalidTimestamp', field, shown, 'is not a moment', null,
            'Pass a time with a zone.');
        elsif moment < '2000-01-01T00:00:00Z' or moment >= '2200-01-01T00:00:00Z' then
          perform ${own("refuse_usage")}('TH007', 'InvalidTimestamp', field, shown,
            'is outside the years 2000 to 2199; seconds and milliseconds may be mixed up', null, 'Pass a time with a zone.');
        elsif cut > recorded_at + interval '5 minutes' then
          perform ${own("refuse_usage")}('TH008', 'FutureUsage', field, shown, 'is more than five minutes ahead of our clock',
            '5 minutes ahead', 'Record usage when it has occurred, and check the clock of the server that reports it.');
        end if;
        return cut;
      end
    `)}`,

    sql`create function ${name("accept_tags")}(field text, tags jsonb) returns jsonb
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        allowed constant text := '^[A-Za-z0-9 +=._:/@-]+$';
        next_step constant text :=
          'Pass at most five tags, with letters, digits, spaces and + - = . _ : / @ only, as AWS takes no others.';
        entries bigint;
        wrong record;
      begin
        if tags is null or jsonb_typeof(tags) = 'null' then
          return '[]';
        elsif jsonb_typeof(tags) <> 'object' then
          perform ${own("refuse_usage")}('TH010', 'InvalidTags', field, left(tags::text, 100), 'is not an object of text to text', null, next_step);
        end if;
        entries := (select count(*) from jsonb_object_keys(tags));
        if entries > 5 then
          perform ${own("refuse_usage")}('TH010', 'InvalidTags', field, '{…}', 'has ' || entries || ' entries', '5 tags', next_step);
        end if;
        select entry.key, entry.value into wrong from jsonb_each(tags) entry
        where length(entry.key) > 100 or entry.key collate "C" !~ allowed
          or jsonb_typeof(entry.value) <> 'string' or length(entry.value #>> '{}') > 256
          or (entry.value #>> '{}') collate "C" !~ allowed
        order by entry.key collate "C" limit 1;
        if found then
          perform ${own("refuse_usage")}('TH010', 'InvalidTags', field || '.' || btrim(to_json(left(wrong.key, 100))::text, '"'), left(wrong.value::text, 100),
            'has a key or value that AWS does not take',
            'a key of 1 to 100 and a value of 1 to 256 letters, digits, spaces and + - = . _ : / @', next_step);
        end if;
        return (
          select coalesce(jsonb_agg(jsonb_build_array(entry.key, entry.value) order by entry.key collate "C"), '[]')
          from jsonb_each(tags) entry
        );
      end
    `)}`,

    sql`create function ${name("accept_usage")}(place text, event_id text, account text, meter text, quantity numeric,
        occurred_at timestamptz, tags jsonb, property text, recorded_at timestamptz, said jsonb default null)
        returns ${usageEvent}
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        counting ${own("known_meter")};
        event ${own("usage_event")};
      begin
        perform ${own("check_usage_name")}('TH001', 'InvalidEventId', place || 'event_id', event_id,
          'Give each fact an id of 1 to 255 bytes before the first try, and keep it for every repeat.');
        perform ${own("check_usage_name")}('TH002', 'InvalidAccount', place || 'account', account,
          'Pass your own id of the customer as text of 1 to 255 bytes.');
        perform ${own("check_usage_name")}('TH003', 'InvalidMeter', place || 'meter', meter,
          'Pass the name of a meter of the catalogue.');
        select known.meter, known.aggregation, known.refuses_fractions, known.property, known.told_at into counting
        from ${own("known_meter")} known where known.meter = accept_usage.meter;
        if not found then
          perform ${own("refuse_usage")}('TH004', 'UnknownMeter', place || 'meter', to_json(meter)::text,
            'is a meter of no catalogue that this database was told of', null,
            'Correct the name, in which upper and lower case matter, or add the meter to the catalogue and run its migration.');
        end if;
        event.event_id := event_id;
        event.account := account;
        event.meter := meter;
        event.quantity := ${own("accept_quantity")}(place || 'quantity', quantity,
          coalesce((said -> 'quantity')::text, quantity::text, 'null'), counting);
        event.occurred_at := ${own("accept_moment")}(place || 'occurred_at', occurred_at,
          coalesce((said -> 'occurred_at')::text, occurred_at::text, 'null'), recorded_at);
        event.tags := ${own("accept_tags")}(place || 'tags', tags);
        event.aggregation := counting.aggregation;
        event.property := '';
        if counting.property is not null then
          perform ${own("check_usage_name")}('TH009', 'InvalidProperty', place || 'property', property,
            'Pass the property that the meter counts by as text of 1 to 255 bytes.');
          event.property := property;
        end if;
        event.recorded_at := recorded_at;
        return event;
      end
    `)}`,

    // JSON has no times, and texts where numbers are meant: what cannot be read becomes what accept_usage refuses.
    sql`create function ${name("accept_usage_json")}(place text, given jsonb, recorded_at timestamptz)
        returns ${usageEvent}
      language plpgsql security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        said jsonb;
        written text;
        quantity numeric;
        moment timestamptz;
      begin
        if jsonb_typeof(given) <> 'object' then
          perform ${own("refuse_usage")}('TH011', 'InvalidEvent', place, left(given::text, 100), 'is not an object', null,
            'Pass an object with event_id, account, meter, quantity and occurred_at.');
        end if;
        said := given -> 'quantity';
        written := given ->> 'quantity';
        quantity := case
          when said is null then null
          when jsonb_typeof(said) = 'number' then written::numeric
          when jsonb_typeof(said) = 'string' and length(written) <= 39 and written ~ '^-?[0-9]+([.][0-9]+)?$'
            then written::numeric
          else 'NaN' end;
        written := given ->> 'occurred_at';
        if jsonb_typeof(given -> 'occurred_at') = 'string'
          and written ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$'
          and left(written, 4)::int between 1999 and 2200
          and substr(written, 9, 2)::int <= extract(day from
            (left(written, 7) || '-01')::date + interval '1 month' - interval '1 day')
        then
          -- Read in UTC and moved by its offset, because Postgres takes fewer offsets than there are.
          moment := (upper(left(written, 19)) || coalesce(substring(written from '[.][0-9]{1,3}'), '') || 'Z')::timestamptz;
          if upper(right(written, 1)) <> 'Z' then
            moment := moment - (right(written, 6) || ':00')::interval;
          end if;
        end if;
        return ${own("accept_usage")}(place || '.', ${own("text_in")}(given -> 'event_id'),
          ${own("text_in")}(given -> 'account'), ${own("text_in")}(given -> 'meter'), quantity, moment, given -> 'tags',
          ${own("text_in")}(given -> 'property'), recorded_at, given);
      end
    `)}`,

    sql`create function ${name("text_in")}(value jsonb) returns text
      language sql immutable security invoker set search_path = pg_catalog, pg_temp as ${inDollars(`
        select case when jsonb_typeof(value) = 'string' then value #>> '{}' end
      `)}`
  ]
}
