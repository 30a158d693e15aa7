import type { AgreementChange, AgreementEvent, Instant } from "@tallyhour/core"
import { agreementKey } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"
import { type SubscriptionRow, subscriptionColumns } from "./subscriptions.ts"

/** An event of an agreement as our statements return it; its instant in epoch milliseconds. */
export interface AgreementEventRow {
  readonly at: string
  readonly event: string
}

/** Keeps an event, and returns a row if it is new. */
export const insertAgreementEvent = (
  names: Names,
  event: AgreementEvent,
  receivedAt: Instant
): RawBuilder<{ readonly event_id: string }> => sql<{ event_id: string }>`
  insert into ${names.agreementEvent} (event_id, at, received_at, license_key, customer_key, product_code, buyer, event)
  values (${event.eventId}, ${DateTime.formatIso(event.at)}::timestamptz, ${DateTime.formatIso(receivedAt)}::timestamptz,
    ${licenseKey(event)}, ${customerKey(event)}, ${event.productCode ?? null}, ${event.buyer ?? null},
    ${JSON.stringify(event)}::text::jsonb)
  on conflict (event_id) do nothing
  returning event_id`

/** Reads the subscriptions that an event may concern. */
export const subscriptionsOfEvent = (
  names: Names,
  event: AgreementEvent
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where agreement_key in (${licenseKey(event)}::text, ${customerKey(event)}::text)
    or (buyer = ${event.buyer ?? null}::text and product_code = ${event.productCode ?? null}::text)
  order by linked.account, linked.active_from, linked.linked_as`

/** Reads the events of everything that is linked to an account, in the order of their instants. */
export const agreementEventsOf = (
  names: Names,
  account: string
): RawBuilder<AgreementEventRow> => sql<AgreementEventRow>`
  select distinct on (told.at, told.event_id) ${eventColumns}
  from ${names.subscription} own cross join lateral (
    select at, event_id, event from ${names.agreementEvent} where license_key = own.agreement_key
    union all
    select at, event_id, event from ${names.agreementEvent} where customer_key = own.agreement_key
    union all
    select at, event_id, event from ${names.agreementEvent}
    where buyer = own.buyer and product_code = own.product_code
    -- Keeps the planner from reading the events of everybody.
    offset 0
  ) told
  where own.account = ${account}
  order by told.at, told.event_id`

/** Reads the subscriptions of any account that name a buyer and product of one of an account's own. */
export const subscriptionsOfBuyers = (
  names: Names,
  account: string
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where (buyer, product_code) in (
    select buyer, product_code from ${names.subscription} where account = ${account}
  )
  order by linked.account, linked.active_from, linked.linked_as`

/** Sets the end of a subscription, or takes it back. */
export const changeEnd = (
  names: Names,
  { activeUntil, subscription }: AgreementChange
): RawBuilder<unknown> => sql`
  update ${names.subscription} set active_until = ${isoOf(activeUntil)}::timestamptz
  where account = ${subscription.account} and product_code = ${subscription.productCode}
    and agreement_key = ${agreementKey(subscription)}
    and active_from = ${DateTime.formatIso(subscription.activeFrom)}::timestamptz
    and active_until is not distinct from ${isoOf(subscription.activeUntil)}::timestamptz`

/** Lets the unsettled records of an account and product be sent until their own deadline again. */
export const giveTimeBack = (
  names: Names,
  { account, productCode }: { readonly account: string; readonly productCode: string }
): RawBuilder<unknown> => sql`
  update ${names.usageRecord} set send_before = deadline
  where account = ${account} and product_code = ${productCode} and ended_at is null
    and send_before < deadline`

/** Reads events that name somebody whom no account is linked to. */
export const parkedEvents = (
  names: Names,
  eventsMax: number
): RawBuilder<AgreementEventRow> => sql<AgreementEventRow>`
  select ${eventColumns}
  from ${names.agreementEvent} told
  where (license_key is not null or customer_key is not null)
    and not exists (
      select from ${names.subscription} linked
      where linked.agreement_key = told.license_key and linked.buyer = coalesce(told.buyer, linked.buyer)
    )
    and not exists (select from ${names.subscription} linked where linked.agreement_key = told.customer_key)
    and not exists (
      select from ${names.subscription} linked
      where linked.buyer = told.buyer and linked.product_code = told.product_code
        and linked.agreement ->> '_tag' <> 'License'
    )
  order by told.at, told.event_id
  limit ${eventsMax}`

const eventColumns = sql`${millis("told.at")} as at, told.event::text as event`

// The same texts as agreementKey writes, so that an event and a subscription meet in one index.
const licenseKey = ({ licenseId }: AgreementEvent): string | null =>
  licenseId === undefined ? null : JSON.stringify(["license", licenseId])

const customerKey = ({ customerIdentifier, productCode }: AgreementEvent): string | null =>
  customerIdentifier === undefined || productCode === undefined
    ? null
    : JSON.stringify(["legacy", productCode, customerIdentifier])

const isoOf = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : DateTime.formatIso(instant)
