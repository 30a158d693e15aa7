import {
  type AgreementChange,
  AgreementEvent,
  type AgreementInbox,
  buyerOf,
  concerns,
  type DecideChanges,
  Instant
} from "@tallyhour/core"
import { Effect, Schema } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import {
  type AgreementEventRow,
  agreementEventsOf,
  changeEnd,
  giveTimeBack,
  insertAgreementEvent,
  parkedEvents,
  subscriptionsOfBuyers,
  subscriptionsOfEvent
} from "./statement/agreementEvents.ts"
import { lockLinks, subscriptionsOf } from "./statement/subscriptions.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

/** The events of agreements in Postgres. */
export const postgresAgreementInbox = ({
  names,
  run,
  transact
}: PostgresDatabase): AgreementInbox["Service"] => ({
  store: (event, receivedAt) =>
    Effect.map(
      run((within) => within(insertAgreementEvent(names, event, receivedAt))),
      ({ length }) => length > 0
    ),

  accountsOf: (event) =>
    Effect.map(
      run((within) => within(subscriptionsOfEvent(names, event))),
      (rows) => [
        ...new Set(
          rows
            .map(subscriptionOf)
            .filter((one) => concerns(event, one))
            .map(({ account }) => account)
        )
      ]
    ),

  follow: (account, decide) => transact((within) => follow(within, names, { account, decide })),

  parked: ({ eventsMax }) =>
    Effect.map(
      run((within) => within(parkedEvents(names, eventsMax))),
      (rows) => rows.map(eventOf)
    )
})

const follow = async (
  run: SqlRunner,
  names: Names,
  { account, decide }: { readonly account: string; readonly decide: DecideChanges }
): Promise<ReadonlyArray<AgreementChange>> => {
  await run(lockLinks("account", account))
  const own = (await run(subscriptionsOf(names, [account]))).map(subscriptionOf)
  const buyers = new Set(
    own.flatMap(({ agreement, productCode }) => {
      const buyer = buyerOf(agreement)
      return buyer === undefined ? [] : [`${productCode}/${buyer}`]
    })
  )
  // In order, and after the account, as links do it, so that two never wait for each other.
  for (const buyer of [...buyers].sort()) await run(lockLinks("buyer", buyer))
  const told = (await run(agreementEventsOf(names, account))).map(eventOf)
  const events = told.filter((event) => own.some((one) => concerns(event, one)))
  const ofBuyer = (await run(subscriptionsOfBuyers(names, account))).map(subscriptionOf)
  const changes = decide(own, { events, ofBuyer })
  for (const change of changes) {
    await run(changeEnd(names, change))
    if (isLater(change)) await run(giveTimeBack(names, change.subscription))
  }
  return changes
}

const isLater = ({ activeUntil, subscription }: AgreementChange): boolean =>
  activeUntil === undefined || Instant.isBefore(subscription.activeUntil ?? activeUntil, activeUntil)

const eventOf = ({ at, event }: AgreementEventRow): AgreementEvent =>
  decode({ ...JSON.parse(event), at: Instant.ofMillis(Number(at)) })

const decode = Schema.decodeUnknownSync(AgreementEvent)
