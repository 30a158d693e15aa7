-- Who may do what with the tables of Tallyhour. Written from the code: do not edit.
-- Run it as the owner of the schema, after each migration, in one transaction.

do $$ begin
  create role "tallyhour_recorder" nologin;
exception when duplicate_object or unique_violation then null;
end $$;
revoke all on all tables in schema "tallyhour" from "tallyhour_recorder";
grant usage on schema "tallyhour" to "tallyhour_recorder";
grant select on "tallyhour"."known_meter" to "tallyhour_recorder";
grant select on "tallyhour"."migration" to "tallyhour_recorder";
revoke execute on function "tallyhour".append_event(text, text, text, text, text, text, text, text, text) from public;
grant execute on function "tallyhour".append_event(text, text, text, text, text, text, text, text, text) to "tallyhour_recorder";
revoke execute on function "tallyhour".append_events(text, text, text, text, text, text, text, text, text) from public;
grant execute on function "tallyhour".append_events(text, text, text, text, text, text, text, text, text) to "tallyhour_recorder";

do $$ begin
  create role "tallyhour_worker" nologin;
exception when duplicate_object or unique_violation then null;
end $$;
revoke all on all tables in schema "tallyhour" from "tallyhour_worker";
grant usage on schema "tallyhour" to "tallyhour_worker";
grant select on "tallyhour"."usage_event" to "tallyhour_worker";
grant select, update on "tallyhour"."counted_snapshot" to "tallyhour_worker";
grant select, insert, update, delete on "tallyhour"."open_hour" to "tallyhour_worker";
grant select, insert, update on "tallyhour"."counted_series" to "tallyhour_worker";
grant select, insert, update on "tallyhour"."included" to "tallyhour_worker";
grant select, insert, update, delete on "tallyhour"."carry" to "tallyhour_worker";
grant select on "tallyhour"."archived_event" to "tallyhour_worker";
grant select on "tallyhour"."archived_figure" to "tallyhour_worker";
grant select on "tallyhour"."archived_record" to "tallyhour_worker";
grant select on "tallyhour"."archived_series" to "tallyhour_worker";
grant select, insert on "tallyhour"."usage_record" to "tallyhour_worker";
grant update (withheld_until, send_before, state, available_at, attempts, may_be_accepted, lease_id, leased_until, reason, metering_record_id, ended_at) on "tallyhour"."usage_record" to "tallyhour_worker";
grant select, insert on "tallyhour"."late_move" to "tallyhour_worker";
grant select, insert on "tallyhour"."set_aside" to "tallyhour_worker";
grant select, insert, update (account) on "tallyhour"."agreement" to "tallyhour_worker";
grant select, insert, update (active_until) on "tallyhour"."subscription" to "tallyhour_worker";
grant select, insert on "tallyhour"."agreement_event" to "tallyhour_worker";
grant select, insert, update on "tallyhour"."hourly_reporter" to "tallyhour_worker";
grant select, update on "tallyhour"."lease_order" to "tallyhour_worker";
grant select, insert on "tallyhour"."metered_dimension" to "tallyhour_worker";
grant select, insert, update on "tallyhour"."known_meter" to "tallyhour_worker";
grant select on "tallyhour"."intervention" to "tallyhour_worker";
grant select on "tallyhour"."migration" to "tallyhour_worker";
grant execute on function "tallyhour".lease_due(timestamptz, text, text, integer, text, text) to "tallyhour_worker";
grant execute on function "tallyhour".settle_leased(text, text, text) to "tallyhour_worker";

do $$ begin
  create role "tallyhour_reader" nologin;
exception when duplicate_object or unique_violation then null;
end $$;
revoke all on all tables in schema "tallyhour" from "tallyhour_reader";
grant usage on schema "tallyhour" to "tallyhour_reader";
grant select on all tables in schema "tallyhour" to "tallyhour_reader";
