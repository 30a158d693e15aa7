import {
  type AgreementChange,
  type AgreementEvent,
  type AgreementInbox,
  buyerOf,
  concerns,
  Instant,
  Subscription
} from "@tallyhour/core"
import { DateTime, Effect } from "effect"
import type { MemoryState } from "./MemoryState.ts"

/** The events of agreements in the reference store. */
export const memoryAgreementInbox = (state: MemoryState): AgreementInbox["Service"] => ({
  store: (event) =>
    Effect.sync(() => {
      if (state.agreementEvents.has(event.eventId)) return false
      state.agreementEvents.set(event.eventId, event)
      return true
    }),

  accountsOf: (event) => Effect.sync(() => accountsOf(state, event)),

  follow: (account, decide) =>
    Effect.sync(() => {
      const own = state.subscriptions.get(account) ?? []
      const events = inOrder(state).filter((event) => own.some((one) => concerns(event, one)))
      const changes = decide(own, { events, ofBuyer: ofBuyers(state, own) })
      const changed = own.map((one) => {
        const change = changes.find(({ subscription }) => subscription === one)
        if (change === undefined) return one
        const { activeUntil: _, ...fields } = one
        const { activeUntil } = change
        return Subscription.make({ ...fields, ...(activeUntil !== undefined && { activeUntil }) })
      })
      if (own.length > 0) state.subscriptions.set(account, changed)
      for (const change of changes) if (isLater(change)) giveTimeBack(state, change)
      return changes
    }),

  parked: ({ eventsMax }) =>
    Effect.sync(() =>
      inOrder(state)
        .filter((event) => namesParty(event) && accountsOf(state, event).length === 0)
        .slice(0, eventsMax)
    )
})

const isLater = ({ activeUntil, subscription }: AgreementChange): boolean =>
  activeUntil === undefined || Instant.isBefore(subscription.activeUntil ?? activeUntil, activeUntil)

const giveTimeBack = (state: MemoryState, { subscription }: AgreementChange): void => {
  for (const row of state.unsettled) {
    const { account, deadline, productCode } = row.record
    if (account === subscription.account && productCode === subscription.productCode)
      row.sendBefore = deadline
  }
}

const accountsOf = (state: MemoryState, event: AgreementEvent): ReadonlyArray<string> =>
  [...state.subscriptions]
    .filter(([, own]) => own.some((one) => concerns(event, one)))
    .map(([account]) => account)
    .sort((a, b) => (a < b ? -1 : 1))

const inOrder = (state: MemoryState): ReadonlyArray<AgreementEvent> =>
  [...state.agreementEvents.values()].sort(
    (a, b) => DateTime.Order(a.at, b.at) || (a.eventId < b.eventId ? -1 : 1)
  )

const ofBuyers = (state: MemoryState, own: ReadonlyArray<Subscription>): ReadonlyArray<Subscription> =>
  [...state.subscriptions.values()]
    .flat()
    .filter(({ agreement, productCode }) =>
      own.some(
        (one) =>
          one.productCode === productCode &&
          buyerOf(one.agreement) !== undefined &&
          buyerOf(one.agreement) === buyerOf(agreement)
      )
    )

// An event of a contract names neither license nor product, and nobody ever is linked to it.
const namesParty = ({ customerIdentifier, licenseId, productCode }: AgreementEvent): boolean =>
  licenseId !== undefined || (customerIdentifier !== undefined && productCode !== undefined)
