import { agreementKey, buyerOf, type Instant, Quantity, type Subscription } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { arrayText, millis } from "./asText.ts"

/** A subscription as our statements return it; times in epoch milliseconds. */
export interface SubscriptionRow {
  readonly account: string
  readonly product_code: string
  readonly agreement: string
  readonly region: string
  readonly active_from: string
  readonly active_until: string | null
  readonly allowances: string | null
}

/** Reads the subscriptions of accounts, in the order of their beginning, and of their linking where they begin at once. */
export const subscriptionsOf = (
  names: Names,
  accounts: ReadonlyArray<string>
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where account = any(${arrayText(accounts)}::text[])
  order by linked.account, linked.active_from, linked.linked_as`

/** Reads the subscriptions of any account that name the same buyer and product. */
export const subscriptionsOfBuyer = (
  names: Names,
  { agreement, productCode }: Subscription
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where buyer = ${buyerOf(agreement) ?? null}::text and product_code = ${productCode}
  order by linked.account, linked.active_from, linked.linked_as`

/** Reads all subscriptions of the accounts that have one which ends within a span of time. */
export const subscriptionsEnding = (
  names: Names,
  { from, until }: { readonly from: Instant; readonly until: Instant }
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where account = any(array(
    select account from ${names.subscription}
    where active_until between ${DateTime.formatIso(from)}::timestamptz and ${DateTime.formatIso(until)}::timestamptz
  ))
  order by linked.account, linked.active_from, linked.linked_as`

/** Reads all subscriptions of the next accounts that are metered by product or customer identifier after an instant. */
export const subscriptionsInOlderForm = (
  names: Names,
  {
    accountsMax,
    after,
    instant,
    productCode
  }: {
    readonly accountsMax: number
    readonly after: string
    readonly instant: Instant
    readonly productCode: string
  }
): RawBuilder<SubscriptionRow> => sql<SubscriptionRow>`
  select ${subscriptionColumns}
  from ${names.subscription} linked
  where account in (
    select distinct account from ${names.subscription}
    where account > ${after} and product_code = ${productCode} and agreement->>'_tag' <> 'License'
      and (active_until is null or active_until > ${DateTime.formatIso(instant)}::timestamptz)
    order by account
    limit ${accountsMax}
  )
  order by linked.account, linked.active_from, linked.linked_as`

/** The columns of a subscription in the table named `linked`. */
export const subscriptionColumns = sql`account, product_code, agreement::text as agreement, region,
  ${millis("active_from")} as active_from, ${millis("active_until")} as active_until, allowances::text as allowances`

/** Makes links of one account, or of one buyer, follow each other, until the transaction ends. */
export const lockLinks = (of: "account" | "buyer", name: string): RawBuilder<unknown> => sql`
  select pg_advisory_xact_lock(hashtextextended(${`tallyhour/${of}/${name}`}, 0))`

/** Claims an agreement for an account unless it is taken, and returns whose it is. */
export const claimAgreement = (
  names: Names,
  subscription: Subscription
): RawBuilder<{ readonly account: string }> => sql<{ account: string }>`
  insert into ${names.agreement} as there (agreement_key, account)
  values (${agreementKey(subscription)}, ${subscription.account})
  on conflict (agreement_key) do update set account = there.account
  returning account`

/** Inserts a subscription. */
export const insertSubscription = (names: Names, subscription: Subscription): RawBuilder<unknown> => sql`
  insert into ${names.subscription} (account, product_code, agreement_key, agreement, buyer, region, active_from,
    active_until, allowances)
  values (${subscription.account}, ${subscription.productCode}, ${agreementKey(subscription)},
    ${JSON.stringify(subscription.agreement)}::text::jsonb, ${buyerOf(subscription.agreement) ?? null}, ${subscription.region},
    ${DateTime.formatIso(subscription.activeFrom)}::timestamptz,
    ${subscription.activeUntil === undefined ? null : DateTime.formatIso(subscription.activeUntil)}::timestamptz,
    ${allowancesText(subscription)}::text::jsonb)`

const allowancesText = ({ allowances }: Subscription): string | null =>
  allowances === undefined
    ? null
    : JSON.stringify(
        allowances.map(({ since, ...one }) => ({
          ...one,
          quantity: Quantity.format(one.quantity),
          ...(since === undefined ? {} : { since: DateTime.formatIso(since) })
        }))
      )

/** Ends the subscriptions of an account to a product that would be in force after an instant. */
export const endSubscription = (
  names: Names,
  {
    account,
    activeUntil,
    productCode
  }: { readonly account: string; readonly activeUntil: Instant; readonly productCode: string }
): RawBuilder<unknown> => sql`
  update ${names.subscription} set active_until = greatest(active_from, ${DateTime.formatIso(activeUntil)}::timestamptz)
  where account = ${account} and product_code = ${productCode}
    and (active_until is null or active_until > ${DateTime.formatIso(activeUntil)}::timestamptz)`
