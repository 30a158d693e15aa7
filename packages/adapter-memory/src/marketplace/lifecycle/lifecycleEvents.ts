import type { Agreement } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { eventBridgeEvents } from "./eventBridgeEvents.ts"
import { noticesOf } from "./noticesOf.ts"
import { snsMessages } from "./snsMessages.ts"

/**
 * Returns the bodies of the events that changes of subscriptions caused, in order of time: rule 43.
 *
 * SNS reaches sellers whose product is of the older kind, about buyers that have a customer identifier; EventBridge
 * reaches everybody. What lies in the future of `until` has not been told yet.
 *
 * - **Unit**: epoch milliseconds; both bounds inclusive.
 */
export const lifecycleEvents = (
  state: MarketplaceState,
  window: { readonly choices: Choices; readonly seed: string; readonly since: number; readonly until: number }
): ReadonlyArray<JsonObject> =>
  everyAgreement(state)
    .flatMap((agreement) => noticesOf(agreement, window.choices).map((notice) => ({ agreement, notice })))
    .filter(({ notice }) => notice.at >= window.since && notice.at <= window.until)
    .toSorted((one, other) => one.notice.at - other.notice.at)
    .flatMap(({ agreement, notice }) => [
      ...(state.products.get(agreement.productCode)?.kind === "saas" ? snsMessages(notice, agreement) : []),
      ...eventBridgeEvents(notice, agreement, window.seed)
    ])

const everyAgreement = (state: MarketplaceState): ReadonlyArray<Agreement> =>
  [...state.agreements.values()].flatMap((buyers) => [...buyers.values()].flat())
