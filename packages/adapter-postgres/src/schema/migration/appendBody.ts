/**
 * The body of `append_events` that knows of archived events, for migration 7; it is closed with it.
 *
 * An event is in one of the two tables in any snapshot. A caller's snapshot may be older than the last archiving, and then it
 * sees the row where it was.
 */
export const appendBody = (events: string, archived: string): string => `
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
      if found then
        -- Only now: an id that is being archived keeps the insert waiting, and then lets it pass.
        if not exists (select from ${archived} there where there.event_id = told[1])
          and (current_setting('transaction_isolation') = 'read committed' or not exists (
            select from ${events} there where there.event_id = told[1] and there.recorded_xid <> pg_current_xact_id()))
        then
          return '{"recorded":1,"same":[],"differing":[],"contested":false}';
        end if;
        delete from ${events} where event_id = told[1] and recorded_xid = pg_current_xact_id();
      end if;
    end if;

    -- Nearly always all ids are free, and nothing has to be compared. What nobody has recorded by now cannot be archived
    -- during this call, because only what was recorded weeks ago is.
    same = array(
      select id from unnest(told) id
      where exists (select from ${events} there where there.event_id = id)
        or exists (select from ${archived} there where there.event_id = id)
    );
    if cardinality(same) > 0 then
      ${compare(everywhere(events, archived))} into same, differing;
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
    ${compare(
      `select ${columns} from ${events} there
        where there.event_id = input.event_id
          and there.event_id = any(fresh) and there.recorded_xid <> pg_current_xact_id()`
    )}
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

const columns =
  "there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property"

const everywhere = (...tables: ReadonlyArray<string>): string =>
  tables
    .map((table) => `select ${columns} from ${table} there where there.event_id = input.event_id`)
    .join(" union all ")

const answer = (recorded: string, contested: string): string =>
  `json_build_object('recorded', ${recorded}, 'same', same, 'differing', differing, 'contested', ${contested})::text`

const compare = (rows: string): string => `
    select coalesce(array_agg(known.event_id) filter (where not known.differs), '{}'),
      coalesce(array_agg(known.event_id) filter (where known.differs), '{}')
    from unnest(told, accounts::text[], meters::text[], quantities::numeric[], occurrences::timestamptz[],
        tag_sets::jsonb[], properties::text[])
      as input(event_id, account, meter, quantity, occurred_at, tags, property)
    cross join lateral (
      select there.event_id,
        (there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property) is distinct from
        (input.account, input.meter, input.quantity, input.occurred_at, input.tags, input.property) as differs
      from (${rows}) there
      offset 0
    ) known`
