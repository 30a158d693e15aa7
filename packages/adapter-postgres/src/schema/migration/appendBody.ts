/**
 * The body of `append_event`, for migration 8; it is closed with it.
 *
 * Nearly always the event is well and its id is free; everything else is told apart by `append_events`. The id is looked for in
 * both tables by the snapshot of the insert: one that is being archived would keep the insert waiting, and then let it pass.
 */
export const appendOneBody = (events: string, archived: string, appendMany: string): string => `
  declare
    amount constant numeric = quantity;
    moment constant timestamptz = occurred_at;
  begin
    insert into ${events} (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select id, append_event.account, append_event.meter, amount, moment, append_event.tags::jsonb,
      append_event.aggregation, append_event.property, told_at::timestamptz
    where ${isCountable("append_event.account", "append_event.meter", "append_event.aggregation", "amount", "moment")}
      and (append_event.tags = '[]' or not ${isOdd("append_event.tags")})
      and not exists (select from ${events} there where there.event_id = id)
      and not exists (select from ${archived} there where there.event_id = id)
    on conflict (event_id) do nothing;
    if found then
      return '{"recorded":1,"same":[],"differing":[],"contested":false}';
    end if;
    -- As it was told: a time that this session wrote anew might be read as another.
    return ${appendMany}(array[id]::text, array[account]::text, array[meter]::text, array[quantity]::text,
      array[occurred_at]::text, array[tags]::text, array[aggregation]::text, array[property]::text, told_at);
  end
`

/**
 * The body of `append_events`, for migration 8; it is closed with it.
 *
 * An event is in one of the two tables in any snapshot. A caller's snapshot may be older than the last archiving, and then it
 * sees the row where it was.
 */
export const appendBody = (events: string, archived: string): string => `
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
      select from (select distinct tags from unnest(tagged) tags where tags <> '[]' offset 0) input where ${isOdd("tags")}
    ) then
      ${refuse}
    end if;
    -- Nearly always all ids are free, and nothing has to be compared. What is known is looked for before anything is written:
    -- a row keeps others waiting for its id until this transaction ends, even if it is deleted again. What nobody has recorded
    -- by now cannot be archived during this call, because only what was recorded weeks ago is.
    select min(id collate "C"), max(id collate "C") into lowest, highest from unnest(told) id;
    if exists (select from ${events} there where there.event_id = any(told)) or ${isArchived(archived)} then
      ${compare(events, archived)}
      if cardinality(differing) > 0 or cardinality(same) = wanted then
        return ${answer("0", "false")};
      end if;
    end if;
    insert into ${events} (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select event_id, account, meter, quantity, occurred_at, tags::jsonb, aggregation, property, told_at::timestamptz
    from unnest(told, users, counters, amounts, moments, tagged, kinds, properties::text[])
      as input(event_id, account, meter, quantity, occurred_at, tags, aggregation, property)
    where ${isCountable("account", "meter", "aggregation", "quantity", "occurred_at")}
      and (cardinality(same) = 0 or event_id not in (select unnest(same)))
    -- Two calls with the same ids in another order would wait for each other for ever.
    order by event_id
    on conflict (event_id) do nothing;
    get diagnostics added = row_count;
    if added + cardinality(same) = wanted then
      return ${answer("added", "false")};
    end if;
    if exists (
      select from unnest(users, counters, kinds, amounts, moments) input(account, meter, kind, amount, moment)
      where (${isCountable("account", "meter", "kind", "amount", "moment")}) is not true
    ) then
      ${refuse}
    end if;

    -- Others have committed some of the ids since. What bears the number of this transaction and was not there before is ours.
    written = array(
      select there.event_id from ${events} there
      where there.event_id = any(told) and there.recorded_xid = pg_current_xact_id() and there.event_id <> all(same));
    ${compare(events, archived)}
    if cardinality(differing) = 0 and cardinality(written) + cardinality(same) = wanted then
      return ${answer("cardinality(written)", "false")};
    end if;
    -- All or nothing, and the caller's transaction goes on. Nobody else has seen these rows.
    delete from ${events} where event_id = any(written) and recorded_xid = pg_current_xact_id();
    return ${answer("0", "cardinality(differing) = 0")};
  end
`

const answer = (recorded: string, contested: string): string =>
  `json_build_object('recorded', ${recorded}, 'same', same, 'differing', differing, 'contested', ${contested})::text`

/** Finds which ids of the call were there before, with the same content and with other. */
const compare = (events: string, archived: string): string => `
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
          select ${columns} from ${events} there
          where there.event_id = input.event_id and (input.is_others or there.recorded_xid <> pg_current_xact_id())
          union all
          select ${columns} from ${archived} there where there.event_id = input.event_id
        ) there
        offset 0
      ) known;`

const columns =
  "there.event_id, there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property"

/**
 * Whether sealing could aggregate a quantity at a moment.
 *
 * Names and tags are together the key of an open hour, and an index takes no key of more than some 2,700 bytes.
 */
const isCountable = (
  account: string,
  meter: string,
  aggregation: string,
  quantity: string,
  moment: string
): string =>
  `${aggregation} in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted')
        and ${quantity} >= 0 and ${quantity} < 1e25 and ${quantity} = trunc(${quantity}, 12)
        and ${moment} >= '2000-01-01T00:00:00Z' and ${moment} < '2200-01-01T00:00:00Z'
        and octet_length(${account}) between 1 and 255 and octet_length(${meter}) between 1 and 255`

/** Whether tags are other than a short list of pairs of text; five of the longest have 1,832 bytes. */
const isOdd = (tags: string): string =>
  `(octet_length(${tags}) > 1900 or jsonb_path_exists(${tags}::jsonb, 'strict $ ? (@.type() != "array" || @.size() > 5
          || exists(@[*] ? (@.type() != "array" || @.size() != 2 || @[0].type() != "string" || @[1].type() != "string"
            || @[0] == "" || @[1] == "")))'))`

const refuse = `raise exception 'no sealing could count an event of this call' using errcode = 'check_violation',
          hint = 'Record by the library or by record_usage, which say what is wrong.';`

/** Whether an id of the call is archived; one that ascends with time is never among those of months ago. */
const isArchived = (archived: string): string =>
  `(exists (select from ${archived} there where there.event_id >= lowest and there.event_id <= highest)
      and exists (select from unnest(told) id where exists (select from ${archived} there where there.event_id = id)))`
