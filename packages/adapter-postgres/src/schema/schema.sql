-- The tables of Tallyhour. Written from its migrations: do not edit.
-- Run it in one transaction, of the isolation level read committed: psql --single-transaction -v ON_ERROR_STOP=1 -f schema.sql

set local lock_timeout = 10000;

select pg_advisory_xact_lock(hashtextextended('tallyhour/migration/tallyhour', 0));

set local lock_timeout = 1000;

create schema if not exists "tallyhour";

create table if not exists "tallyhour"."migration" (
  name varchar(255) not null primary key,
  "timestamp" varchar(255) not null
);

-- 0001_main_path

create table "tallyhour"."usage_event" (
  event_id text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  quantity numeric not null,
  occurred_at timestamptz not null,
  tags jsonb not null,
  aggregation text not null,
  property text collate "C" not null,
  recorded_at timestamptz not null,
  recorded_xid xid8 not null default pg_current_xact_id(),
  constraint usage_event_key primary key (event_id),
  constraint event_quantity_not_negative check (quantity >= 0),
  constraint event_aggregation_known
    check (aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted'))
);

create index usage_event_recorded_xid on "tallyhour"."usage_event" (recorded_xid);

create index usage_event_series on "tallyhour"."usage_event" (account, meter, occurred_at)
where aggregation not in ('sum', 'count');

create index usage_event_series_recorded_xid on "tallyhour"."usage_event" (recorded_xid)
where aggregation not in ('sum', 'count');

create table "tallyhour"."counted_snapshot" (
  singleton boolean not null default true,
  snapshot pg_snapshot not null,
  -- The last hour of which idle meters were offered.
  idle_through timestamptz,
  constraint counted_snapshot_key primary key (singleton),
  constraint counted_snapshot_single check (singleton)
);

insert into "tallyhour"."counted_snapshot" (snapshot) values ('1:1:');

create table "tallyhour"."open_hour" (
  account text collate "C" not null,
  meter text collate "C" not null,
  hour timestamptz not null,
  tags jsonb not null,
  quantity numeric not null,
  -- In the order in which hours are sealed, so that no other index is needed.
  constraint open_hour_key primary key (hour, account, meter, tags)
);

create table "tallyhour"."counted_series" (
  account text collate "C" not null,
  meter text collate "C" not null,
  hour timestamptz not null,
  tags jsonb not null,
  quantity numeric not null,
  constraint counted_series_key primary key (account, meter, hour, tags)
);

create table "tallyhour"."included" (
  account text collate "C" not null,
  meter text collate "C" not null,
  period text collate "C" not null,
  quantity numeric not null,
  constraint included_key primary key (account, meter, period),
  constraint included_quantity_positive check (quantity > 0)
);

create table "tallyhour"."carry" (
  account text collate "C" not null,
  meter text collate "C" not null,
  hour timestamptz not null,
  quantity numeric not null,
  constraint carry_key primary key (account, meter),
  constraint carry_quantity_positive check (quantity > 0)
);

create table "tallyhour"."usage_record" (
  dedup_key text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  product_code text not null,
  region text not null,
  agreement jsonb not null,
  dimension text not null,
  hour timestamptz not null,
  stamped_at timestamptz not null,
  quantity bigint not null,
  used numeric not null,
  allocations jsonb not null,
  deadline timestamptz not null,
  sealed_at timestamptz not null,
  withheld_until timestamptz,
  -- When AWS stops taking it: at its deadline, or sooner since its agreement has ended.
  send_before timestamptz not null,
  state text not null default 'sealed',
  available_at timestamptz not null,
  attempts integer not null default 0,
  may_be_accepted boolean not null default false,
  lease_id text,
  leased_until timestamptz,
  reason text,
  metering_record_id text,
  ended_at timestamptz,
  constraint usage_record_key primary key (dedup_key),
  constraint sent_within_deadline check (send_before <= deadline),
  constraint record_quantity_in_range check (quantity between 0 and 2147483647),
  constraint record_state_known check (state in ('sealed', 'leased', 'settled', 'dead', 'in doubt')),
  constraint leased_iff_lease_id check ((state = 'leased') = (lease_id is not null)),
  constraint leased_iff_leased_until check ((state = 'leased') = (leased_until is not null)),
  constraint ended_iff_ended_at check ((state in ('settled', 'dead', 'in doubt')) = (ended_at is not null)),
  constraint settled_with_proof check (state <> 'settled' or metering_record_id is not null or may_be_accepted),
  constraint dead_with_reason check (state <> 'dead' or reason is not null)
);

create index usage_record_unsettled on "tallyhour"."usage_record" (send_before, dedup_key) where state in ('sealed', 'leased');

create index usage_record_withheld on "tallyhour"."usage_record" (withheld_until) where withheld_until is not null;

create index usage_record_by_hour on "tallyhour"."usage_record" (account, hour, meter);

create function "tallyhour"."refuse_change_of_sealed_record"() returns trigger language plpgsql as $$
  begin
    raise exception 'a sealed record never changes: %', old.dedup_key using errcode = 'restrict_violation';
  end
$$;

create trigger sealed_record_is_immutable before update on "tallyhour"."usage_record" for each row
when ((old.dedup_key, old.account, old.meter, old.product_code, old.region, old.agreement, old.dimension, old.hour,
       old.stamped_at, old.quantity, old.used, old.allocations, old.deadline, old.sealed_at)
  is distinct from (new.dedup_key, new.account, new.meter, new.product_code, new.region, new.agreement,
       new.dimension, new.hour, new.stamped_at, new.quantity, new.used, new.allocations, new.deadline, new.sealed_at))
execute function "tallyhour"."refuse_change_of_sealed_record"();

create table "tallyhour"."late_move" (
  moved_as bigint generated always as identity,
  account text collate "C" not null,
  meter text collate "C" not null,
  from_hour timestamptz not null,
  to_hour timestamptz not null,
  quantity numeric not null,
  moved_at timestamptz not null,
  constraint late_move_key primary key (moved_as),
  constraint moved_forward check (to_hour > from_hour)
);

create table "tallyhour"."set_aside" (
  account text collate "C" not null,
  meter text collate "C" not null,
  hour timestamptz not null,
  quantity numeric not null,
  kind text not null,
  reason text not null,
  set_aside_at timestamptz not null,
  constraint set_aside_kind_known check (kind in ('held', 'written off'))
);

create table "tallyhour"."agreement" (
  agreement_key text collate "C" not null,
  account text collate "C" not null,
  constraint agreement_key primary key (agreement_key),
  constraint agreement_owner unique (agreement_key, account)
);

create table "tallyhour"."subscription" (
  linked_as bigint generated always as identity,
  account text collate "C" not null,
  product_code text not null,
  agreement_key text collate "C" not null,
  agreement jsonb not null,
  -- The buyer's AWS account, where the agreement names it: no buyer is metered in two forms at once.
  buyer text,
  region text not null,
  active_from timestamptz not null,
  active_until timestamptz,
  allowances jsonb,
  constraint subscription_key primary key (linked_as),
  constraint subscription_of_owner foreign key (agreement_key, account)
    references "tallyhour"."agreement" (agreement_key, account)
);

create index subscription_by_account on "tallyhour"."subscription" (account, active_from);

create index subscription_by_agreement on "tallyhour"."subscription" (agreement_key);

create index subscription_by_buyer on "tallyhour"."subscription" (buyer, product_code);

create index subscription_by_end on "tallyhour"."subscription" (active_until) where active_until is not null;

create unique index subscription_running_once on "tallyhour"."subscription" (account, product_code) where active_until is null;

create table "tallyhour"."agreement_event" (
  event_id text collate "C" not null,
  at timestamptz not null,
  received_at timestamptz not null,
  license_key text collate "C",
  customer_key text collate "C",
  product_code text,
  buyer text,
  event jsonb not null,
  constraint agreement_event_key primary key (event_id)
);

create index agreement_event_by_license on "tallyhour"."agreement_event" (license_key) where license_key is not null;

create index agreement_event_by_customer on "tallyhour"."agreement_event" (customer_key) where customer_key is not null;

create index agreement_event_by_buyer on "tallyhour"."agreement_event" (buyer, product_code) where buyer is not null;

create table "tallyhour"."hourly_reporter" (
  reporter text collate "C" not null,
  state jsonb not null,
  constraint hourly_reporter_key primary key (reporter),
  constraint reporter_state_is_object check (jsonb_typeof(state) = 'object')
);

insert into "tallyhour"."migration" (name, "timestamp") values ('0001_main_path', 'now'::timestamptz::text);

-- 0002_record_usage

create table "tallyhour"."known_meter" (
  meter text collate "C" not null,
  aggregation text not null,
  refuses_fractions boolean not null,
  property text,
  told_at timestamptz not null,
  constraint known_meter_key primary key (meter),
  constraint known_aggregation_known
    check (aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')),
  constraint property_iff_distinct check ((aggregation = 'distinct') = (property is not null))
);

create function "tallyhour"."refuse_usage"(state text, code text, field text, value text, problem text, bound text,
    next_step text) returns void
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    shown constant text := case when length(value) > 100 then left(value, 99) || '…' else value end;
  begin
    raise exception using errcode = state, message = field || ' ' || shown || ' ' || problem || '.',
      detail = json_strip_nulls(json_build_object(
        'code', code, 'field', field, 'value', shown, 'problem', problem, 'limit', bound))::text,
      hint = next_step;
  end
$$;

create function "tallyhour"."check_usage_name"(state text, code text, field text, value text, next_step text)
    returns void
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    problem constant text := case when value is null then 'is not text' when value = '' then 'is empty'
      when octet_length(convert_to(value, 'UTF8')) > 255 then 'is too long' end;
  begin
    if problem is not null then
      perform "tallyhour"."refuse_usage"(state, code, field, coalesce(to_json(left(value, 100))::text, 'null'), problem,
        case when value is not null then '1 to 255 bytes' end, next_step);
    end if;
  end
$$;

create function "tallyhour"."accept_quantity"(field text, quantity numeric, shown text, counting "tallyhour"."known_meter") returns numeric
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
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
      perform "tallyhour"."refuse_usage"('TH005', 'InvalidQuantity', field, shown, problem,
        case when counts then '1' when quantity < 0 then '0 or more' end, next_step);
    end if;
    if counts then
      return 1;
    end if;
    if counting.refuses_fractions and quantity <> trunc(quantity) then
      perform "tallyhour"."refuse_usage"('TH006', 'FractionalQuantity', field, shown, 'has a fraction', 'whole numbers',
        'Pass whole numbers, or give the meter a fraction policy that takes fractions.');
    end if;
    return trim_scale(quantity);
  end
$$;

create function "tallyhour"."accept_moment"(field text, moment timestamptz, shown text, recorded_at timestamptz)
    returns timestamptz
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    cut constant timestamptz := date_trunc('milliseconds', moment);
  begin
    if moment is null or not isfinite(moment) then
      perform "tallyhour"."refuse_usage"('TH007', 'InvalidTimestamp', field, shown, 'is not a moment', null,
        'Pass a time with a zone.');
    elsif moment < '2000-01-01T00:00:00Z' or moment >= '2200-01-01T00:00:00Z' then
      perform "tallyhour"."refuse_usage"('TH007', 'InvalidTimestamp', field, shown,
        'is outside the years 2000 to 2199; seconds and milliseconds may be mixed up', null, 'Pass a time with a zone.');
    elsif cut > recorded_at + interval '5 minutes' then
      perform "tallyhour"."refuse_usage"('TH008', 'FutureUsage', field, shown, 'is more than five minutes ahead of our clock',
        '5 minutes ahead', 'Record usage when it has occurred, and check the clock of the server that reports it.');
    end if;
    return cut;
  end
$$;

create function "tallyhour"."accept_tags"(field text, tags jsonb) returns jsonb
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
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
      perform "tallyhour"."refuse_usage"('TH010', 'InvalidTags', field, left(tags::text, 100), 'is not an object of text to text', null, next_step);
    end if;
    entries := (select count(*) from jsonb_object_keys(tags));
    if entries > 5 then
      perform "tallyhour"."refuse_usage"('TH010', 'InvalidTags', field, '{…}', 'has ' || entries || ' entries', '5 tags', next_step);
    end if;
    select entry.key, entry.value into wrong from jsonb_each(tags) entry
    where length(entry.key) > 100 or entry.key collate "C" !~ allowed
      or jsonb_typeof(entry.value) <> 'string' or length(entry.value #>> '{}') > 256
      or (entry.value #>> '{}') collate "C" !~ allowed
    order by entry.key collate "C" limit 1;
    if found then
      perform "tallyhour"."refuse_usage"('TH010', 'InvalidTags', field || '.' || btrim(to_json(left(wrong.key, 100))::text, '"'), left(wrong.value::text, 100),
        'has a key or value that AWS does not take',
        'a key of 1 to 100 and a value of 1 to 256 letters, digits, spaces and + - = . _ : / @', next_step);
    end if;
    return (
      select coalesce(jsonb_agg(jsonb_build_array(entry.key, entry.value) order by entry.key collate "C"), '[]')
      from jsonb_each(tags) entry
    );
  end
$$;

create function "tallyhour"."accept_usage"(place text, event_id text, account text, meter text, quantity numeric,
    occurred_at timestamptz, tags jsonb, property text, recorded_at timestamptz, said jsonb default null)
    returns "tallyhour"."usage_event"
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    counting "tallyhour"."known_meter";
    event "tallyhour"."usage_event";
  begin
    perform "tallyhour"."check_usage_name"('TH001', 'InvalidEventId', place || 'event_id', event_id,
      'Give each fact an id of 1 to 255 bytes before the first try, and keep it for every repeat.');
    perform "tallyhour"."check_usage_name"('TH002', 'InvalidAccount', place || 'account', account,
      'Pass your own id of the customer as text of 1 to 255 bytes.');
    perform "tallyhour"."check_usage_name"('TH003', 'InvalidMeter', place || 'meter', meter,
      'Pass the name of a meter of the catalogue.');
    select known.meter, known.aggregation, known.refuses_fractions, known.property, known.told_at into counting
    from "tallyhour"."known_meter" known where known.meter = accept_usage.meter;
    if not found then
      perform "tallyhour"."refuse_usage"('TH004', 'UnknownMeter', place || 'meter', to_json(meter)::text,
        'is a meter of no catalogue that this database was told of', null,
        'Correct the name, in which upper and lower case matter, or add the meter to the catalogue and run its migration.');
    end if;
    event.event_id := event_id;
    event.account := account;
    event.meter := meter;
    event.quantity := "tallyhour"."accept_quantity"(place || 'quantity', quantity,
      coalesce((said -> 'quantity')::text, quantity::text, 'null'), counting);
    event.occurred_at := "tallyhour"."accept_moment"(place || 'occurred_at', occurred_at,
      coalesce((said -> 'occurred_at')::text, occurred_at::text, 'null'), recorded_at);
    event.tags := "tallyhour"."accept_tags"(place || 'tags', tags);
    event.aggregation := counting.aggregation;
    event.property := '';
    if counting.property is not null then
      perform "tallyhour"."check_usage_name"('TH009', 'InvalidProperty', place || 'property', property,
        'Pass the property that the meter counts by as text of 1 to 255 bytes.');
      event.property := property;
    end if;
    event.recorded_at := recorded_at;
    return event;
  end
$$;

create function "tallyhour"."accept_usage_json"(place text, given jsonb, recorded_at timestamptz)
    returns "tallyhour"."usage_event"
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    said jsonb;
    written text;
    quantity numeric;
    moment timestamptz;
  begin
    if jsonb_typeof(given) <> 'object' then
      perform "tallyhour"."refuse_usage"('TH011', 'InvalidEvent', place, left(given::text, 100), 'is not an object', null,
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
    return "tallyhour"."accept_usage"(place || '.', "tallyhour"."text_in"(given -> 'event_id'),
      "tallyhour"."text_in"(given -> 'account'), "tallyhour"."text_in"(given -> 'meter'), quantity, moment, given -> 'tags',
      "tallyhour"."text_in"(given -> 'property'), recorded_at, given);
  end
$$;

create function "tallyhour"."text_in"(value jsonb) returns text
language sql immutable security invoker set search_path = pg_catalog, pg_temp as $$
  select case when jsonb_typeof(value) = 'string' then value #>> '{}' end
$$;

create function "tallyhour"."append_usage"(given "tallyhour"."usage_event"[], recorded_at timestamptz) returns jsonb
  language plpgsql security invoker set search_path = pg_catalog, pg_temp
  -- Other styles write a zone by its abbreviation, which older servers read as that of another zone.
  set datestyle = 'ISO, YMD'
  as $$
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
      select "tallyhour"."append_events"(array_agg(event.event_id)::text, array_agg(event.account)::text,
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
$$;

create function "tallyhour"."record_usage"(event_id text, account text, meter text, quantity numeric default null,
    occurred_at timestamptz default null, tags jsonb default null, property text default null,
    recorded_at timestamptz default null) returns text
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    at constant timestamptz := date_trunc('milliseconds', coalesce(recorded_at, clock_timestamp()));
    answer constant jsonb := "tallyhour"."append_usage"(array["tallyhour"."accept_usage"('', event_id, account, meter, quantity,
      occurred_at, tags, property, at)], at);
  begin
    return case when answer ->> 'recorded' = '1' then 'recorded' else 'already recorded' end;
  end
$$;

create function "tallyhour"."record_usage_batch"(events jsonb, recorded_at timestamptz default null) returns jsonb
  language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    at constant timestamptz := date_trunc('milliseconds', coalesce(recorded_at, clock_timestamp()));
    event record;
    accepted "tallyhour"."usage_event"[] := '{}';
    answer jsonb;
  begin
    if events is null or jsonb_typeof(events) <> 'array' then
      perform "tallyhour"."refuse_usage"('TH011', 'InvalidEvent', 'events', coalesce(jsonb_typeof(events), 'null'),
        'is not an array', null, 'Pass a JSON array of objects with event_id, account, meter, quantity and occurred_at.');
    end if;
    if jsonb_array_length(events) > 10000 then
      perform "tallyhour"."refuse_usage"('TH012', 'BatchTooLarge', 'events', jsonb_array_length(events)::text,
        'are more events than one call takes', '10000 events', 'Divide the events over several calls.');
    end if;
    for event in
      select '[' || input.ordinality - 1 || ']' as place, input.value from jsonb_array_elements(events) with ordinality input
      order by input.ordinality
    loop
      accepted := accepted || "tallyhour"."accept_usage_json"(event.place, event.value, at);
    end loop;
    if cardinality(accepted) = 0 then
      return '{"recorded": 0, "already_recorded": []}';
    end if;
    answer := "tallyhour"."append_usage"(accepted, at);
    return jsonb_build_object('recorded', answer -> 'recorded', 'already_recorded', answer -> 'same' || (
      select coalesce(jsonb_agg(said.event_id order by said.ordinality), '[]')
      from (
        select one.event_id, one.ordinality, row_number() over (partition by one.event_id order by one.ordinality) as nth
        from unnest(accepted) with ordinality as one
      ) said
      where said.nth > 1
    ));
  end
$$;

insert into "tallyhour"."migration" (name, "timestamp") values ('0002_record_usage', 'now'::timestamptz::text);

-- 0003_nothing_is_lost

alter table "tallyhour"."counted_snapshot" add column server text, add column counted_xid xid8;

create table "tallyhour"."intervention" (
  intervened_as bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  kind text collate "C" not null,
  detail text not null,
  at timestamptz not null,
  constraint intervention_key primary key (intervened_as),
  constraint intervention_kind_known check (kind in ('adoption', 'retention'))
);

create index intervention_by_xid on "tallyhour"."intervention" (xid);

create function "tallyhour"."may_intervene"(wanted text) returns boolean language plpgsql stable
  set search_path = pg_catalog, pg_temp as $$
  begin
    return exists (
      select from "tallyhour"."intervention"
      where xid = pg_current_xact_id_if_assigned() and xmin = pg_current_xact_id_if_assigned()::xid
        and kind = wanted
    );
  end
$$;

create function "tallyhour"."refuse_removal"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  begin
    if tg_table_name <> 'intervention' and "tallyhour"."may_intervene"('retention') then
      return case when tg_level = 'ROW' then old end;
    end if;
    raise exception 'rows of % are kept for ever: % is refused', tg_table_name, lower(tg_op)
      using errcode = 'restrict_violation',
        hint = 'What was recorded and sealed is what was billed. Correct it with new usage, not by removing rows.';
  end
$$;

create function "tallyhour"."refuse_change"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  begin
    if tg_table_name = 'usage_event' and "tallyhour"."may_intervene"('adoption') then
      return null;
    end if;
    raise exception 'rows of % never change: update is refused', tg_table_name
      using errcode = 'restrict_violation',
        hint = 'What was recorded and sealed is what was billed. Correct it with new usage, not by changing rows.';
  end
$$;

alter function "tallyhour"."refuse_change_of_sealed_record"() set search_path = pg_catalog, pg_temp;

create trigger recorded_event_is_kept before delete on "tallyhour"."usage_event" for each row
when (old.recorded_xid is distinct from pg_current_xact_id_if_assigned())
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before delete on "tallyhour"."usage_record" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before delete on "tallyhour"."late_move" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before delete on "tallyhour"."set_aside" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before delete on "tallyhour"."agreement_event" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before delete on "tallyhour"."intervention" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."usage_event" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."usage_record" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."late_move" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."set_aside" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."agreement_event" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."intervention" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_immutable before update on "tallyhour"."usage_event" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_immutable before update on "tallyhour"."late_move" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_immutable before update on "tallyhour"."set_aside" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_immutable before update on "tallyhour"."agreement_event" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_immutable before update on "tallyhour"."intervention" for each statement
execute function "tallyhour"."refuse_change"();

create trigger agreement_is_of_one_account before update on "tallyhour"."agreement" for each row
when ((old.agreement_key, old.account) is distinct from (new.agreement_key, new.account))
execute function "tallyhour"."refuse_change"();

create function "tallyhour"."this_server"() returns text language plpgsql stable
  set search_path = pg_catalog, pg_temp as $$
  declare
    identifier text;
  begin
    select system_identifier::text into identifier from pg_control_system();
    return identifier;
  exception when insufficient_privilege or undefined_function then
    return 'unknown';
  end
$$;

create function "tallyhour"."is_counted_elsewhere"() returns boolean language plpgsql stable
  set search_path = pg_catalog, pg_temp as $$
  declare
    answer boolean;
  begin
    -- The row that this server wrote has its author's number; so it has after pg_upgrade, which keeps the numbers. On
    -- one server they mean the same whoever wrote the row.
    select counted.xmin <> counted.counted_xid::xid
        and (counted.server = 'unknown' or counted.server <> "tallyhour"."this_server"())
      into answer
    from "tallyhour"."counted_snapshot" counted;
    return coalesce(answer, false);
  end
$$;

create function "tallyhour"."guard_count"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  begin
    if "tallyhour"."is_counted_elsewhere"() and not "tallyhour"."may_intervene"('adoption') then
      raise exception 'the tables were restored from another server, whose numbers of transactions mean nothing here; nothing is sealed until "tallyhour adopt" has run'
        using errcode = 'restrict_violation';
    end if;
    new.server = "tallyhour"."this_server"();
    new.counted_xid = pg_current_xact_id();
    return new;
  end
$$;

create trigger count_is_of_this_server before update on "tallyhour"."counted_snapshot" for each row
execute function "tallyhour"."guard_count"();

update "tallyhour"."counted_snapshot" set singleton = true;

insert into "tallyhour"."migration" (name, "timestamp") values ('0003_nothing_is_lost', 'now'::timestamptz::text);

-- 0004_countable_events

alter table "tallyhour"."usage_event"
drop constraint event_quantity_not_negative,
drop constraint event_aggregation_known,
-- NaN is greater than every number, and would pass as not negative.
add constraint event_quantity_countable check (quantity >= 0 and quantity < 1e25) not valid;

insert into "tallyhour"."migration" (name, "timestamp") values ('0004_countable_events', 'now'::timestamptz::text);

-- 0005_lease_order

drop index "tallyhour"."usage_record_unsettled";

create index usage_record_unsettled on "tallyhour"."usage_record" (send_before, dedup_key) where ended_at is null;

alter table "tallyhour"."usage_record" set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

drop trigger sealed_record_is_immutable on "tallyhour"."usage_record";

create trigger sealed_record_is_immutable before update of dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations, deadline, sealed_at on "tallyhour"."usage_record"
for each row when ((old.dedup_key, old.account, old.meter, old.product_code, old.region, old.agreement, old.dimension, old.hour, old.stamped_at, old.quantity, old.used, old.allocations, old.deadline, old.sealed_at) is distinct from (new.dedup_key, new.account, new.meter, new.product_code, new.region, new.agreement, new.dimension, new.hour, new.stamped_at, new.quantity, new.used, new.allocations, new.deadline, new.sealed_at))
execute function "tallyhour"."refuse_change_of_sealed_record"();

create table "tallyhour"."lease_order" (
  singleton boolean not null default true,
  version uuid not null default gen_random_uuid(),
  low timestamptz not null default '-infinity',
  constraint lease_order_key primary key (singleton),
  constraint lease_order_single check (singleton)
);

insert into "tallyhour"."lease_order" default values;

create function "tallyhour"."renew_lease_order"() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: it begins where the order does, and stops at the first record.
      set enable_seqscan = off
    as $$
  declare
    lowest timestamptz;
  begin
    select least(there.low, (select min(come.send_before) from come)) into lowest from "tallyhour"."lease_order" there for update;
    update "tallyhour"."lease_order" set version = gen_random_uuid(), low = coalesce(
      (select min(record.send_before) from "tallyhour"."usage_record" record where record.ended_at is null and record.send_before >= lowest),
      lowest);
    return null;
  end
$$;

create function "tallyhour"."reset_lease_order"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  begin
    -- One version stands for all that a transaction moves.
    update "tallyhour"."lease_order" set version = gen_random_uuid(), low = least(low, new.send_before)
    where low > new.send_before or xmin <> pg_current_xact_id()::xid;
    return null;
  end
$$;

create trigger record_comes_in after insert on "tallyhour"."usage_record" referencing new table as come
for each statement execute function "tallyhour"."renew_lease_order"();

create trigger record_moves after update of send_before on "tallyhour"."usage_record" for each row
when (new.send_before < old.send_before) execute function "tallyhour"."reset_lease_order"();

create function "tallyhour"."lease_due"(
      low timestamptz, due_by text, deadline_after text, records_max integer, lease text, leased_to text
    ) returns setof "tallyhour"."usage_record"
      language plpgsql security invoker
      set search_path = pg_catalog, pg_temp
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
      set enable_bitmapscan = off
      set enable_sort = off
    as $$
  begin
    return query with due as materialized (
      select record.ctid as place from "tallyhour"."usage_record" record
      where record.ended_at is null and record.send_before >= low
        and coalesce(record.leased_until, record.available_at) <= due_by::timestamptz
        and record.send_before > deadline_after::timestamptz
      order by record.send_before, record.dedup_key
      limit records_max
      for update skip locked
    )
    update "tallyhour"."usage_record" record
    set state = 'leased', lease_id = lease, leased_until = leased_to::timestamptz, attempts = record.attempts + 1,
      may_be_accepted = record.may_be_accepted or record.state = 'leased'
    where record.ctid = any (array(select due.place from due))
    returning record.*;
  end
$$;

create function "tallyhour"."settle_leased"(words text, lease text, settled_at text) returns setof text
      language plpgsql security invoker
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: the keys are looked up one by one.
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
  declare
    given jsonb = words;
    keys text[] = array(select word ->> 'dedup_key' from jsonb_array_elements(given) word);
  begin
    return query update "tallyhour"."usage_record" record
    set state = word.state,
      available_at = coalesce(word.available_at, record.available_at),
      may_be_accepted = record.may_be_accepted or word.may_be_accepted,
      reason = coalesce(word.reason, record.reason),
      metering_record_id = word.metering_record_id,
      ended_at = case when word.state = 'sealed' then null else settled_at::timestamptz end,
      lease_id = null,
      leased_until = null
    from jsonb_to_recordset(given) as word(dedup_key text, state text, available_at timestamptz, may_be_accepted boolean,
      reason text, metering_record_id text)
    where record.dedup_key = any(keys) and record.dedup_key = word.dedup_key
      and record.state = 'leased' and record.lease_id = lease
    returning record.dedup_key;
  end
$$;

insert into "tallyhour"."migration" (name, "timestamp") values ('0005_lease_order', 'now'::timestamptz::text);

-- 0006_metered_dimension

drop index "tallyhour"."usage_record_by_hour";

create index usage_record_series on "tallyhour"."usage_record" (account, meter, hour);

create table "tallyhour"."metered_dimension" (
  product_code text collate "C" not null,
  dimension text collate "C" not null,
  meter text collate "C" not null,
  constraint metered_dimension_key primary key (product_code, dimension, meter)
);

insert into "tallyhour"."metered_dimension" select distinct product_code, dimension, meter from "tallyhour"."usage_record";

create function "tallyhour"."note_metered_dimensions"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  begin
    insert into "tallyhour"."metered_dimension"
    select distinct product_code, dimension, meter from sealed on conflict do nothing;
    return null;
  end
$$;

create trigger record_is_noted after insert on "tallyhour"."usage_record" referencing new table as sealed
for each statement execute function "tallyhour"."note_metered_dimensions"();

insert into "tallyhour"."migration" (name, "timestamp") values ('0006_metered_dimension', 'now'::timestamptz::text);

-- 0007_archive

create table "tallyhour"."archived_event" (
  event_id text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  quantity numeric not null,
  occurred_at timestamptz not null,
  tags jsonb not null,
  aggregation text not null,
  property text collate "C" not null,
  recorded_at timestamptz not null,
  recorded_xid xid8 not null,
  archived_as bigint not null,
  constraint archived_event_key primary key (event_id)
);

create index archived_event_series on "tallyhour"."archived_event" (account, meter, occurred_at)
where aggregation not in ('sum', 'count');

create table "tallyhour"."archived_record" (
  dedup_key text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  product_code text not null,
  region text not null,
  agreement jsonb not null,
  dimension text not null,
  hour timestamptz not null,
  stamped_at timestamptz not null,
  quantity bigint not null,
  used numeric not null,
  allocations jsonb not null,
  deadline timestamptz not null,
  sealed_at timestamptz not null,
  withheld_until timestamptz,
  send_before timestamptz not null,
  state text not null,
  available_at timestamptz not null,
  attempts integer not null,
  may_be_accepted boolean not null,
  lease_id text,
  leased_until timestamptz,
  reason text,
  metering_record_id text,
  ended_at timestamptz not null,
  archived_as bigint not null,
  constraint archived_record_key primary key (dedup_key)
);

create index archived_record_series on "tallyhour"."archived_record" (account, meter, hour);

create index archived_record_dead on "tallyhour"."archived_record" (account, meter) where state = 'dead';

create table "tallyhour"."archived_figure" (
  account text collate "C" not null,
  meter text collate "C" not null,
  figure text collate "C" not null,
  quantity numeric not null,
  constraint archived_figure_key primary key (account, meter, figure),
  constraint archived_figure_known check (figure in ('recorded', 'pending', 'accepted', 'dead'))
);

create table "tallyhour"."archived_series" (
  account text collate "C" not null,
  meter text collate "C" not null,
  hour timestamptz not null,
  quantity numeric not null,
  constraint archived_series_key primary key (account, meter, hour)
);

create trigger row_is_kept before delete on "tallyhour"."archived_event" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_immutable before update on "tallyhour"."archived_event" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_kept before delete on "tallyhour"."archived_record" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_immutable before update on "tallyhour"."archived_record" for each statement
execute function "tallyhour"."refuse_change"();

create trigger row_is_kept before update or delete on "tallyhour"."archived_figure" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger row_is_kept before update or delete on "tallyhour"."archived_series" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."archived_event" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."archived_record" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."archived_figure" for each statement
execute function "tallyhour"."refuse_removal"();

create trigger table_is_kept before truncate on "tallyhour"."archived_series" for each statement
execute function "tallyhour"."refuse_removal"();

create function "tallyhour"."refuse_archived_record"() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
  declare
    twice text;
  begin
    select sealed.dedup_key into twice from sealed
    where sealed.hour < sealed.sealed_at - interval '2 days' and exists (
      select from "tallyhour"."archived_record" there where there.dedup_key = sealed.dedup_key offset 0
    )
    limit 1;
    if found then
      raise exception 'an archived record never changes: %', twice using errcode = 'restrict_violation';
    end if;
    return null;
  end
$$;

create trigger record_is_the_first after insert on "tallyhour"."usage_record" referencing new table as sealed
for each statement execute function "tallyhour"."refuse_archived_record"();

insert into "tallyhour"."migration" (name, "timestamp") values ('0007_archive', 'now'::timestamptz::text);

-- 0008_append_events

create function "tallyhour"."append_events"(
        ids text, accounts text, meters text, quantities text, occurrences text, tag_sets text, aggregations text,
        properties text, told_at text) returns text
      language plpgsql security definer
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: the ids are looked up one by one.
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
  declare
    told constant text[] = ids;
    wanted constant integer = cardinality(told);
    users constant text[] = accounts;
    counters constant text[] = meters;
    amounts constant numeric[] = quantities;
    moments constant timestamptz[] = occurrences;
    tagged constant text[] = tag_sets;
    kinds constant text[] = aggregations;
    written text[] = '{}';
    added bigint;
    lowest text = told[1];
    highest text = told[1];
    others text[];
    same text[] = '{}';
    differing text[] = '{}';
  begin
    -- A call has few different tags: only each of those is looked at, and none before all are known.
    if exists (
      select from (select distinct tags from unnest(tagged) tags where tags <> '[]' offset 0) input where (octet_length(tags) > 1900 or jsonb_path_exists(tags::jsonb, 'strict $ ? (@.type() != "array" || @.size() > 5
          || exists(@[*] ? (@.type() != "array" || @.size() != 2 || @[0].type() != "string" || @[1].type() != "string"
            || @[0] == "" || @[1] == "")))'))
    ) then
      raise exception 'no sealing could count an event of this call' using errcode = 'check_violation',
          hint = 'Record by the library or by record_usage, which say what is wrong.';
    end if;
    -- Nearly always all ids are free, and nothing has to be compared. What is known is looked for before anything is written:
    -- a row keeps others waiting for its id until this transaction ends, even if it is deleted again. What nobody has recorded
    -- by now cannot be archived during this call, because only what was recorded weeks ago is.
    select min(id collate "C"), max(id collate "C") into lowest, highest from unnest(told) id;
    if exists (select from "tallyhour"."usage_event" there where there.event_id = any(told)) or (exists (select from "tallyhour"."archived_event" there where there.event_id >= lowest and there.event_id <= highest)
      and exists (select from unnest(told) id where exists (select from "tallyhour"."archived_event" there where there.event_id = id))) then
      
      others = array(select unnest(told) except select unnest(written));
      select coalesce(array_agg(known.event_id) filter (where not known.differs), '{}'),
        coalesce(array_agg(known.event_id) filter (where known.differs), '{}')
      into same, differing
      from (
        select event_id, account, meter, quantity, occurred_at, tags, property,
          event_id in (select unnest(others)) as is_others
        from unnest(told, users, counters, amounts, moments, tagged::jsonb[], properties::text[])
          as given(event_id, account, meter, quantity, occurred_at, tags, property)
      ) input
      cross join lateral (
        select there.event_id,
          (there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property) is distinct from
          (input.account, input.meter, input.quantity, input.occurred_at, input.tags, input.property) as differs
        from (
          -- What this call inserted bears the number of its transaction, as does what the transaction had recorded before.
          select there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property from "tallyhour"."usage_event" there
          where there.event_id = input.event_id and (input.is_others or there.recorded_xid <> pg_current_xact_id())
          union all
          select there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property from "tallyhour"."archived_event" there where there.event_id = input.event_id
        ) there
        offset 0
      ) known;
      if cardinality(differing) > 0 or cardinality(same) = wanted then
        return json_build_object('recorded', 0, 'same', same, 'differing', differing, 'contested', false)::text;
      end if;
    end if;
    insert into "tallyhour"."usage_event" (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select event_id, account, meter, quantity, occurred_at, tags::jsonb, aggregation, property, told_at::timestamptz
    from unnest(told, users, counters, amounts, moments, tagged, kinds, properties::text[])
      as input(event_id, account, meter, quantity, occurred_at, tags, aggregation, property)
    where aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')
        and quantity >= 0 and quantity < 1e25 and quantity = trunc(quantity, 12)
        and occurred_at >= '2000-01-01T00:00:00Z' and occurred_at < '2200-01-01T00:00:00Z'
        and octet_length(account) between 1 and 255 and octet_length(meter) between 1 and 255
      and (cardinality(same) = 0 or event_id not in (select unnest(same)))
    -- Two calls with the same ids in another order would wait for each other for ever.
    order by event_id
    on conflict (event_id) do nothing;
    get diagnostics added = row_count;
    if added + cardinality(same) = wanted then
      return json_build_object('recorded', added, 'same', same, 'differing', differing, 'contested', false)::text;
    end if;
    if exists (
      select from unnest(users, counters, kinds, amounts, moments) input(account, meter, kind, amount, moment)
      where (kind in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')
        and amount >= 0 and amount < 1e25 and amount = trunc(amount, 12)
        and moment >= '2000-01-01T00:00:00Z' and moment < '2200-01-01T00:00:00Z'
        and octet_length(account) between 1 and 255 and octet_length(meter) between 1 and 255) is not true
    ) then
      raise exception 'no sealing could count an event of this call' using errcode = 'check_violation',
          hint = 'Record by the library or by record_usage, which say what is wrong.';
    end if;

    -- Others have committed some of the ids since. What bears the number of this transaction and was not there before is ours.
    written = array(
      select there.event_id from "tallyhour"."usage_event" there
      where there.event_id = any(told) and there.recorded_xid = pg_current_xact_id() and there.event_id <> all(same));
    
      others = array(select unnest(told) except select unnest(written));
      select coalesce(array_agg(known.event_id) filter (where not known.differs), '{}'),
        coalesce(array_agg(known.event_id) filter (where known.differs), '{}')
      into same, differing
      from (
        select event_id, account, meter, quantity, occurred_at, tags, property,
          event_id in (select unnest(others)) as is_others
        from unnest(told, users, counters, amounts, moments, tagged::jsonb[], properties::text[])
          as given(event_id, account, meter, quantity, occurred_at, tags, property)
      ) input
      cross join lateral (
        select there.event_id,
          (there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property) is distinct from
          (input.account, input.meter, input.quantity, input.occurred_at, input.tags, input.property) as differs
        from (
          -- What this call inserted bears the number of its transaction, as does what the transaction had recorded before.
          select there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property from "tallyhour"."usage_event" there
          where there.event_id = input.event_id and (input.is_others or there.recorded_xid <> pg_current_xact_id())
          union all
          select there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property from "tallyhour"."archived_event" there where there.event_id = input.event_id
        ) there
        offset 0
      ) known;
    if cardinality(differing) = 0 and cardinality(written) + cardinality(same) = wanted then
      return json_build_object('recorded', cardinality(written), 'same', same, 'differing', differing, 'contested', false)::text;
    end if;
    -- All or nothing, and the caller's transaction goes on. Nobody else has seen these rows.
    delete from "tallyhour"."usage_event" where event_id = any(written) and recorded_xid = pg_current_xact_id();
    return json_build_object('recorded', 0, 'same', same, 'differing', differing, 'contested', cardinality(differing) = 0)::text;
  end
$$;

create function "tallyhour"."append_event"(
        id text, account text, meter text, quantity text, occurred_at text, tags text, aggregation text, property text,
        told_at text) returns text
      language plpgsql security definer
      set search_path = pg_catalog, pg_temp
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
  declare
    amount constant numeric = quantity;
    moment constant timestamptz = occurred_at;
  begin
    insert into "tallyhour"."usage_event" (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select id, append_event.account, append_event.meter, amount, moment, append_event.tags::jsonb,
      append_event.aggregation, append_event.property, told_at::timestamptz
    where append_event.aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')
        and amount >= 0 and amount < 1e25 and amount = trunc(amount, 12)
        and moment >= '2000-01-01T00:00:00Z' and moment < '2200-01-01T00:00:00Z'
        and octet_length(append_event.account) between 1 and 255 and octet_length(append_event.meter) between 1 and 255
      and (append_event.tags = '[]' or not (octet_length(append_event.tags) > 1900 or jsonb_path_exists(append_event.tags::jsonb, 'strict $ ? (@.type() != "array" || @.size() > 5
          || exists(@[*] ? (@.type() != "array" || @.size() != 2 || @[0].type() != "string" || @[1].type() != "string"
            || @[0] == "" || @[1] == "")))')))
      and not exists (select from "tallyhour"."usage_event" there where there.event_id = id)
      and not exists (select from "tallyhour"."archived_event" there where there.event_id = id)
    on conflict (event_id) do nothing;
    if found then
      return '{"recorded":1,"same":[],"differing":[],"contested":false}';
    end if;
    -- As it was told: a time that this session wrote anew might be read as another.
    return "tallyhour"."append_events"(array[id]::text, array[account]::text, array[meter]::text, array[quantity]::text,
      array[occurred_at]::text, array[tags]::text, array[aggregation]::text, array[property]::text, told_at);
  end
$$;

revoke execute on function "tallyhour"."append_events" from public;

revoke execute on function "tallyhour"."append_event" from public;

insert into "tallyhour"."migration" (name, "timestamp") values ('0008_append_events', 'now'::timestamptz::text);
